/* The entry must become one for the new field. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.mmap_prepare = generic_file_mmap_prepare,
	.release = demo_release,
};
