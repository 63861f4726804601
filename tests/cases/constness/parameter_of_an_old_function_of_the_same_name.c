/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(demo_fops)
	struct file_operations *demo_fops;
{
	demo_fops->open = NULL;
}
