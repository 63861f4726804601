/* refused: drivers/demo.c:12: its type is given by typeof to one, where its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops[] = {
	{ .open = demo_open },
};

void demo(void)
{
	typeof(demo_fops[0]) one;
	
	one.open = NULL;
}
