/* refused: drivers/demo.c:8: it is item 1 of an initializer whose members are unclear */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

DECLARED(struct device) devices = { &demo_fops };
