#include <linux/fs.h>

static struct file_operations toy_fops = {
	read: toy_read,
	open: toy_open,
};
