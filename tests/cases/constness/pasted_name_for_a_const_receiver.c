/* constify */
#include <linux/demo.h>
#define register(name) take(0, &name##_fops)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	register(demo);
}
