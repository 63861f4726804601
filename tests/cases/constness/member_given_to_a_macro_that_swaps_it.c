/* refused: drivers/demo.c:13: it is given to the macro swap (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define swap(a, b) do { typeof(a) tmp = (a); (a) = (b); (b) = tmp; } while (0)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	void *old = NULL;
	
	swap(old, demo_fops.open);
}
