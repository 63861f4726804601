/* refused: drivers/demo.c:10: the address of its member is taken */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	set(&demo_fops.open);
}
