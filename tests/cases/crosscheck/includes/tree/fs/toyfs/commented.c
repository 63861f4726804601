#include <linux/fs.h>	/* for struct file_operations */

static const struct file_operations toy_commented_fops = {
	.open = toy_open,
};
