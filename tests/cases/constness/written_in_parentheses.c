/* refused: drivers/demo.c:11: its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	if (late)
		(demo_fops).open = NULL;
}
