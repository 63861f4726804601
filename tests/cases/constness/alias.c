/* refused: drivers/demo.c:7: another name is given to it */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
extern struct file_operations other_fops __attribute__((alias("demo_fops")));
