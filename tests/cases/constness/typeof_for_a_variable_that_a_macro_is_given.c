/* refused: drivers/demo.c:11: it is given to the macro copy_of (drivers/demo.c:3), where its type is given by typeof to a variable outside the macro */
#include <linux/demo.h>
#define copy_of(x, name) typeof(x) name = (x)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	copy_of(demo_fops, late);

	late.open = NULL;
}
