/* The entry is missing: it must be added. */
#include <linux/demo_operations.h>
#include "demo.h"

static const struct demo_operations demo = {
	.release = demo_release,
	.open = demo_open,
	.read = demo_read,
};
