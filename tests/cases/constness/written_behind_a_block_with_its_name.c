/* refused: drivers/demo.c:15: its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	{
		struct file_operations demo_fops;
	
		demo_fops.open = NULL;
	}
	demo_fops.open = NULL;
}
