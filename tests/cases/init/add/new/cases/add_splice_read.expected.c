/* The entry is missing: it must be added. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.splice_read = copy_splice_read,
	.release = demo_release,
};
