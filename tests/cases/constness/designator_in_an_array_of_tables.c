/* refused: drivers/demo.c:9: it is given to .open of struct file_operations, which is no pointer to the struct (include/linux/demo.h:2) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static const struct file_operations others[] = {
	{ .open = (&demo_fops) },
};
