/* The entry must go. */
#include <linux/file_operations.h>

static const struct file_operations demo = {
	.open = demo_open,
	.llseek = no_llseek,
	.release = demo_release,
};
