#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.owner = THIS_MODULE,
	.llseek = no_llseek,
	.read = do_sync_read,
	.aio_read = generic_file_aio_read,
	.open = toy_open,
};

static const struct file_operations toy_dir_fops = {
	.owner = THIS_MODULE,
	.read = generic_read_dir,
	.open = toy_open,
	.flush = toy_dir_flush,
};
