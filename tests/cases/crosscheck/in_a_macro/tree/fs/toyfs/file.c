#include <linux/fs.h>

#define TOY_FOPS(name) \
static const struct file_operations name##_fops = { \
	.owner = THIS_MODULE, \
	.read = name##_read, \
}

TOY_FOPS(toy);
