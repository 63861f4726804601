/* refused: drivers/demo.c:11: a part of its name is given to the macro setup (drivers/demo.c:3), where its .open is assigned */
#include <linux/demo.h>
#define setup(name) name##_fops.open = NULL

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	setup(demo);
}
