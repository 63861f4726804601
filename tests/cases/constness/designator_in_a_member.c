/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct both demo_both = {
	.device = {
		.fops = &demo_fops,
	},
};
