/* refused: drivers/demo.c:8: it is given to all, which is not const (drivers/demo.c:8) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct file_operations *all[] = { NULL, &demo_fops };
