/* Nothing is left to do, and nothing must change. */
#include <linux/demo_operations.h>

static const struct demo_operations demo = {
	.release = demo_release,
	.open = demo_open,
	.read = demo_read,
};
