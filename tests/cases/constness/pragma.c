/* refused: drivers/demo.c:7: a #pragma names it */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
#pragma weak other_fops = demo_fops
