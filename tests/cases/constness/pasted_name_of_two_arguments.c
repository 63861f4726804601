/* refused: drivers/demo.c:12: a part of its name is given to the macro CAT (drivers/demo.c:4), where its .open is assigned */
#include <linux/demo.h>
#define _CAT(a, b) a##b
#define CAT(a, b) _CAT(a, b)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	CAT(demo, _fops).open = NULL;
}
