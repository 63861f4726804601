/* refused: drivers/demo.c:10: it is given to memcpy(), which is not const (include/linux/demo.h:37) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct file_operations *ops)
{
	memcpy(&demo_fops, ops, sizeof(demo_fops));
}
