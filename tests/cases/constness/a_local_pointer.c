/* refused: drivers/demo.c:10: it is given to fops, which is not const (drivers/demo.c:10) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	struct file_operations *fops = &demo_fops;
}
