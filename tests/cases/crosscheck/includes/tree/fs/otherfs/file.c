#include <linux/fs.h>

static const struct file_operations other_fops = {
	.open = toy_open,
};
