/* refused: drivers/demo.c:10: it is given to patched_fops, which is not const (include/linux/demo.h:40) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	patched_fops = &demo_fops;
}
