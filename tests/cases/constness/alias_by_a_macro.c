/* refused: drivers/demo.c:8: it is given to the macro __alias (drivers/demo.c:3), where another name is given to it */
#include <linux/demo.h>
#define __alias(x) __attribute__((alias(#x)))

struct file_operations demo_fops = {
	.open = demo_open,
};
extern struct file_operations other_fops __alias(demo_fops);
