#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.owner = THIS_MODULE,
};
