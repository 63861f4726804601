/* refused: drivers/demo.c:10: it is given to .none, which no struct declares as a pointer to struct file_operations */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	find(1)->none = &demo_fops;
}
