/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops[2] = {
	{ .open = demo_open },
	{ .open = demo_open },
};

void demo(void)
{
	int size = sizeof demo_fops + ARRAY_SIZE(demo_fops);
}
