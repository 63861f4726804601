/* refused: drivers/demo.c:7: another name is given to it */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
static struct file_operations other_fops __attribute__((weakref("demo_fops")));
