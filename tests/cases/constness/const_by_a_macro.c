/* nothing: it is const already */
#include <linux/demo.h>
#define ALWAYS const

static ALWAYS struct file_operations demo_fops = {
	.open = demo_open,
};
