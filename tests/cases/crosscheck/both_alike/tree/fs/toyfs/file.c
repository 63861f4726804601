#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.llseek		= noop_llseek,
	.read		= toy_read,
};

static const struct file_operations toy_dir_fops = {
	.llseek		= generic_file_llseek,
	.read		= generic_read_dir,
};
