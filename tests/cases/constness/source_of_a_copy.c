/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct file_operations *ops)
{
	memcpy(ops, &demo_fops, sizeof(demo_fops));
}
