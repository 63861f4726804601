/* refused: it is const in one configuration only */
#include <linux/demo.h>

static
#ifdef CONFIG_DEMO
const
#endif
struct file_operations demo_fops = {
	.open = demo_open,
};
