#include <linux/demo.h>

const struct demo_operations shared_operations = {
	.read	= demo_read,
};
