#include <linux/fs.h>

const struct file_operations old_fops = {
	.read = toy_read,
};
