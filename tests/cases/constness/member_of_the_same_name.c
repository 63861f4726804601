/* constify */
#include <linux/demo.h>

struct holder {
	int minor;
	struct file_operations other, demo_fops;
};

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct holder *holder)
{
	holder->demo_fops.open = NULL;
}
