#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.read = toy_read,
};

static const struct file_operations toy_ctl_fops = {
	.read = toy_read,
};

static const struct file_operations toy_log_fops = {
	.read = toy_read,
};

static const struct file_operations toy_dir_fops = {
	.iterate_shared = toy_iterate,
};

static const struct inode_operations toy_inode_ops = {
	.lookup = simple_lookup,
};
