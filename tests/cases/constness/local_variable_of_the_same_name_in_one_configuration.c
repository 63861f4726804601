/* refused: drivers/demo.c:13: its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
#ifdef CONFIG_DEMO
	struct file_operations demo_fops;
#endif
	demo_fops.open = NULL;
}
