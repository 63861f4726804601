/* refused: drivers/demo.c:11: it is given to the macro assign_pointer (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define assign_pointer(p, v) ((p) = (v))

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	assign_pointer(demo_fops.open, NULL);
}
