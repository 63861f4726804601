/* constify */
#include <linux/demo.h>

WRAP_DIR_ITER(demo_readdir)
static struct file_operations demo_fops = {
	.open = demo_open,
};
