#include <linux/fs.h>
#include <linux/file.h>
#include <linux/filelock.h>

static const struct file_operations demo_fops = {
	.open = demo_open,
	.setlease = generic_setlease,
};
