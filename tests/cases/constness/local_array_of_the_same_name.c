/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	struct file_operations demo_fops[2];
	
	demo_fops[1].open = NULL;
}
