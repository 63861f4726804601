/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
#define DEMO_OPEN demo_fops.open

void demo(void)
{
	if (DEMO_OPEN)
		return;
}
