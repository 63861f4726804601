/* refused: drivers/demo.c:11: it is assigned through its address */
#include <linux/demo.h>
#define address(x) (&(x))

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	address(demo_fops)->open = NULL;
}
