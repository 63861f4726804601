/* refused: drivers/demo.c:10: it is given to patch_typed(), which is no pointer to the struct (include/linux/demo.h:34) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	patch_typed(&demo_fops);
}
