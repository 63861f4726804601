/* refused: drivers/demo.c:10: it is given to the macro patch_first (include/linux/demo.h:44), where it is given to patch(), which is not const (include/linux/demo.h:33) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	patch_first(&demo_fops);
}
