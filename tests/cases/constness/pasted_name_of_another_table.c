/* constify */
#include <linux/demo.h>
#define setup(name) name##_fops.open = NULL

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	struct file_operations other_fops;
	
	setup(other);
}
