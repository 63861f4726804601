/* refused: drivers/demo.c:5 declares it by another name of its type, which stays as it is */
#include <linux/demo.h>
#define FOPS struct file_operations

extern FOPS demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
