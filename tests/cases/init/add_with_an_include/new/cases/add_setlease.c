/* The entry is missing: it must be added. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.release = demo_release,
};
