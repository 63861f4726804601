/* refused: drivers/demo.c:10: it is given to .ops of struct driver, which is not const (include/linux/demo.h:18) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct driver *driver)
{
	driver->ops = &demo_fops;
}
