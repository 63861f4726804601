/* constify */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
EXPORT_SYMBOL_GPL(demo_fops);
