/* refused: drivers/demo.c:10: it is given to a member .ops of a struct that is not known here; that of struct driver (include/linux/demo.h:20) is not const */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	find(1)->ops = &demo_fops;
}
