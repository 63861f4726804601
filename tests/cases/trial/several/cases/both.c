#include <linux/demo.h>

static const struct demo_operations both = {
	.old_mark = demo_mark,
	.read = demo_read,
	.speed = demo_speed,
};
