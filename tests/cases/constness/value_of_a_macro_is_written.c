/* refused: drivers/demo.c:11: it is assigned */
#include <linux/demo.h>
#define same(x) (x)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	same(demo_fops.open) = NULL;
}
