/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(const struct file_operations fops[])
{
	fops = &demo_fops;
}
