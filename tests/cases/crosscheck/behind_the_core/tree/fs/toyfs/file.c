#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.read = toy_read,
	.flush = toy_flush_nothing,
};

static const struct file_operations toy_all_fops = {
	.write = toy_write_all,
	.flush = toy_flush_nothing,
};

static const struct file_operations toy_other_fops = {
	.write = toy_write_other,
	.flush = toy_flush_nothing,
};
