/* Nothing is left to do, and nothing must change. */
#include <linux/seq_operations.h>

static const struct seq_operations demo = {
	.open = demo_open,
	.release = demo_release,
};
