/* refused: drivers/demo.c:10: it is returned as which is not const (drivers/demo.c:9) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct file_operations *demo(void)
{
	return &demo_fops;
}
