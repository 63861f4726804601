/* The entry must become one for the new field. */
#include <linux/platform_driver.h>

static const struct platform_driver demo = {
	.open = demo_open,
	.remove_new = demo_remove_new,
	.release = demo_release,
};
