/* refused: it is const in one configuration only */
#include <linux/demo.h>
#ifdef CONFIG_DEMO
#define MAYBE const
#else
#define MAYBE
#endif

static MAYBE struct file_operations demo_fops = {
	.open = demo_open,
};
