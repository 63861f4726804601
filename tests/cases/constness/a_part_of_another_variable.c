/* nothing: it is a part of demo_pair, and has no declaration of its own */
#include <linux/demo.h>

static struct pair {
	struct file_operations fops;
	int kind;
} demo_pair = {
	.fops = { .open = demo_open },
};
