/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static const struct file_operations *all[] = { NULL, &demo_fops };
