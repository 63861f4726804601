/* The entry must stand where the struct declares its member. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.release = demo_release,
	.read = demo_read,
	.open = demo_open,
};
