/* constify */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
extern typeof(demo_fops) demo_fops;
