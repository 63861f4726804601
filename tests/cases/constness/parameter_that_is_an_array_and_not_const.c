/* refused: drivers/demo.c:10: it is given to fops, which is not const (drivers/demo.c:8) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct file_operations fops[])
{
	fops = &demo_fops;
}
