/* The entry is missing: it must be added. */
#include <linux/file_operations.h>
#include <linux/filelock.h>

static const struct file_operations demo = {
	.open = demo_open,
	.setlease = generic_setlease,
	.release = demo_release,
};
