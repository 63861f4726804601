/* nothing: it is const already */
#include <linux/demo.h>

static const struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	demo_fops.open = NULL;
}
