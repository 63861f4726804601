/* refused: drivers/demo.c:3: a macro has its name */
#include <linux/demo.h>
#define demo_fops other_fops

struct file_operations demo_fops = {
	.open = demo_open,
};
