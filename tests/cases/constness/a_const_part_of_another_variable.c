/* nothing: it is const already */
#include <linux/demo.h>

static struct pair {
	const struct file_operations fops;
	int kind;
} demo_pair = {
	.fops = { .open = demo_open },
};
