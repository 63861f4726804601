#include <linux/demo.h>
#include <linux/fs.h>
#include <linux/mm.h>

static const struct file_operations demo_fops = {
	.open = demo_open,
};
