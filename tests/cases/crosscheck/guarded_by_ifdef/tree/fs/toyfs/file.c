#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.open = toy_open,
	.read = toy_read,
};

static const struct file_operations toy_read_fops = {
	.read = toy_read,
	.write = toy_write,
};
