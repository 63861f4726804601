/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	demo_ops *demo_fops = keep("x", NULL);
	
	demo_fops->open = NULL;
}
