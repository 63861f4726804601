/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct both *both)
{
	both->device.fops = &demo_fops;
}
