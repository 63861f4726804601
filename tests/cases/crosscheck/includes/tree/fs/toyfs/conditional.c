#ifndef TOY_WITHOUT
#include <linux/fs.h>

static const struct file_operations toy_conditional_fops = {
	.open = toy_open,
};
#endif
