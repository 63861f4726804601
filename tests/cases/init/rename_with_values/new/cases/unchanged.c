/* Nothing is left to do, and nothing must change. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.mmap_prepare = generic_file_mmap_prepare,
	.release = demo_release,
};
