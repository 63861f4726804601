/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct own {
	int minor;
	const struct file_operations *ops;
} own_devices[] __initdata = {
	{ 1, &demo_fops },
};
