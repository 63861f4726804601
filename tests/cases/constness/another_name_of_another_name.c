/* refused: drivers/demo.c:12: it is assigned through its address */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
#define ONE demo_fops
#define TWO (&ONE)

void demo(void)
{
	TWO->open = NULL;
}
