/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	struct file_operations *p, demo_fops;
	
	demo_fops.open = NULL;
}
