/* refused: drivers/demo.c:11: it is given to patch(), which is not const (include/linux/demo.h:33) */
#include <linux/demo.h>
#define if_enabled(p) ((ENABLED) ? (p) : NULL)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	patch(if_enabled(&demo_fops));
}
