#include <linux/demo.h>
#include <linux/mark.h>

static const struct demo_operations both = {
	.read = demo_read,
	.pace = demo_speed,
	.mark = generic_mark,
};
