/* refused: drivers/demo.c:10: its address is cast to (struct file_operations *) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	take(1, (struct file_operations *)&demo_fops);
}
