/* refused: drivers/demo.c:12: its type is given by typeof to all, where its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	__typeof__(demo_fops) all[2];
	
	all[1].open = NULL;
}
