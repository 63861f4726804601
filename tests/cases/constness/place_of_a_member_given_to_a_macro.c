/* refused: drivers/demo.c:11: it is given to the macro xchg (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define xchg(p, v) ({ typeof(*(p)) old = *(p); *(p) = (v); old; })

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	xchg(&demo_fops.open, NULL);
}
