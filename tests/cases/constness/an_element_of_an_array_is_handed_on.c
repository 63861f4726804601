/* refused: drivers/demo.c:11: it is given to patch(), which is not const (include/linux/demo.h:33) */
#include <linux/demo.h>

static struct file_operations demo_fops[2] = {
	{ .open = demo_open },
	{ .open = demo_open },
};

void demo(void)
{
	patch(demo_fops + 1);
}
