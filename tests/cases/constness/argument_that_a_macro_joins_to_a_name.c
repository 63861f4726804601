/* refused: drivers/demo.c:10: it is given to the macro joined (include/linux/demo.h:46), where what becomes of its argument is unclear */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	joined(demo_fops);
}
