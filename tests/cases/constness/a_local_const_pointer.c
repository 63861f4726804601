/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	const struct file_operations *fops = &demo_fops;
}
