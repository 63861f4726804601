/* refused: drivers/demo.c:11: it is given to the macro write_once (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define write_once(x, v) (*(volatile typeof(x) *)&(x) = (v))

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	write_once(demo_fops.open, NULL);
}
