/* refused: drivers/demo.c:12: it is item 2 of an initializer whose members are unclear */
#include <linux/demo.h>

struct one {
	const struct file_operations *fops;
};

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct one one = { &demo_fops, &demo_fops };
