/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

int demo(void)
{
	return __builtin_offsetof(typeof(demo_fops), open);
}
