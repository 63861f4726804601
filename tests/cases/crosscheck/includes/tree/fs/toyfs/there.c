#include <linux/fs.h>
#include <linux/toy.h>

static const struct file_operations toy_there_fops = {
	.open = toy_open,
};
