/* refused: drivers/demo.c:15: it is item 2 of an initializer whose members are unclear */
#include <linux/demo.h>

struct nest {
	struct {
		int minor;
	} inner;
	const struct file_operations *fops;
};

static struct file_operations demo_fops = {
	.open = demo_open,
};

static struct nest nest = { { 1 }, &demo_fops };
