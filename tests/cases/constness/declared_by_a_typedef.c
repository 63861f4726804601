/* refused: drivers/demo.c:4 declares it by another name of its type, which stays as it is */
#include <linux/demo.h>

extern demo_ops demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
