/* refused: drivers/demo.c:10: it is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct file_operations *ops)
{
	demo_fops = *ops;
}
