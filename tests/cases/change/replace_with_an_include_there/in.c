#include <linux/fs.h>
#include <linux/mm.h>

static const struct file_operations demo_fops = {
	.open = a,
};
