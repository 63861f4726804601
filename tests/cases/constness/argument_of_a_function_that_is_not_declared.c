/* refused: drivers/demo.c:10: it is given to unknown(), whose prototype was not found */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	unknown(&demo_fops);
}
