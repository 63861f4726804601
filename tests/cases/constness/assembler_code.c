/* refused: drivers/demo.c:7: assembler code names it */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
asm(".globl other_fops\n.set other_fops, demo_fops");
