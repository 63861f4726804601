/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct device demo_device = {
	.name = "demo",
	.fops = &demo_fops,
};
