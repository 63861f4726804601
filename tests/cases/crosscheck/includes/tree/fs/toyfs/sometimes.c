#include <linux/fs.h>
#ifdef CONFIG_TOY
#include <linux/toy.h>
#endif

static const struct file_operations toy_sometimes_fops = {
	.open = toy_open,
};
