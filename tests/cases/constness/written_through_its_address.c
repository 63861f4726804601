/* refused: drivers/demo.c:10: it is assigned through its address */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	(&demo_fops)->open = NULL;
}
