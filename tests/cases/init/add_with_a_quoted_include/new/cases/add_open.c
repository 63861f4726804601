/* The entry is missing: it must be added. */
#include <linux/demo_operations.h>

static const struct demo_operations demo = {
	.release = demo_release,
	.read = demo_read,
};
