/* refused: drivers/demo.c:10: it is an operand of assembler code */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	asm volatile("" : "=m" (demo_fops.open));
}
