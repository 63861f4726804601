#include <linux/fs.h>
#include <linux/file.h>

static const struct file_operations demo_fops = {
	.open = demo_open,
};
