/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct device demo_devices[2] = {
#ifdef CONFIG_DEMO
	[DEMO] = { 1, "demo", &demo_fops },
#endif
};
