/* refused: drivers/demo.c:12: its type is given by typeof to late, where it is assigned through its address */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	typeof(&demo_fops) late = keep("x", NULL);
	
	late->open = NULL;
}
