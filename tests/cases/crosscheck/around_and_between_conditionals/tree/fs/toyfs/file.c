#include <linux/fs.h>

static const struct file_operations toy_fops = {
#ifdef CONFIG_TOY_READ
	.read = toy_read,
#else
	.read = toy_read_nothing,
#endif
	.open = toy_open,
};

#ifdef CONFIG_TOY
static const struct file_operations toy_dir_fops = {
	.read = generic_read_dir,
};
#else
static const struct file_operations toy_dir_fops = {
	.read = toy_read_nothing,
};
#endif

static const struct file_operations toy_log_fops = {
	.read = toy_read,
#ifdef CONFIG_TOY_LOG
	.write = toy_write,
#else
	.flush = toy_log_flush,
#endif
};
