/* The table must be const. */
#include <linux/seq_operations.h>

static struct seq_operations demo = {
	.open = demo_open,
	.release = demo_release,
};
