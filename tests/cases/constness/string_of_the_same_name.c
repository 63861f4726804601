/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
static const char *const names[] = { "demo_fops" };
