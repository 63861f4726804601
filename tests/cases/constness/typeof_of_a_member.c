/* refused: drivers/demo.c:12: its type is given by typeof to late, where it is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	typeof(demo_fops.open) late;
	
	late = NULL;
}
