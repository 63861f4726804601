#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.open = toy_open,
};
