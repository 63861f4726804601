/* refused: drivers/demo.c:11: its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops[2] = {
	{ .open = demo_open },
	{ .open = demo_open },
};

void demo(void)
{
	demo_fops[1].open = NULL;
}
