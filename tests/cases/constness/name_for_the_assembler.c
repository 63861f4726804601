/* refused: drivers/demo.c:7: assembler code names it */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
extern struct file_operations other_fops asm("demo_fops");
