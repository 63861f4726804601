/* refused: drivers/demo.c:10: it is given to keep(), which is not const (include/linux/demo.h:36) */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	keep("demo", &demo_fops);
}
