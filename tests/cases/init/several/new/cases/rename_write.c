/* The entry must become one for the new field. */
#include <linux/demo_operations.h>

static const struct demo_operations demo = {
	.open_0 = demo_open_0,
	.open = demo_open,
	.read = demo_read,
	.write = demo_write,
	.open_1 = demo_open_1,
};
