/* refused: drivers/demo.c:11: its .open is assigned */
#include <linux/demo.h>

struct file_operations demo_fops = {
	.open = demo_open,
};
#define demo_alias demo_fops

void demo(void)
{
	demo_alias.open = NULL;
}
