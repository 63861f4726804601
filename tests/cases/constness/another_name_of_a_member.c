/* refused: drivers/demo.c:11: it is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
#define DEMO_OPEN demo_fops.open

void demo(void)
{
	DEMO_OPEN = NULL;
}
