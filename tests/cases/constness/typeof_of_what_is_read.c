/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	typeof(demo_fops) *late = &demo_fops;
	
	take(sizeof(typeof(demo_fops)), late);
}
