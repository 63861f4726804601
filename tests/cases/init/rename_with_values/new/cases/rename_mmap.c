/* The entry must become one for the new field. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.mmap = generic_file_mmap,
	.release = demo_release,
};
