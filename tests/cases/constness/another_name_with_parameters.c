/* refused: drivers/demo.c:11: it is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
#define DEMO(member) demo_fops.member

void demo(void)
{
	DEMO(open) = NULL;
}
