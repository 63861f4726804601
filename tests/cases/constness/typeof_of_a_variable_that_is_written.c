/* refused: drivers/demo.c:11: its type is given by typeof to other_fops, where its .open is assigned */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};
static typeof(demo_fops) other_fops;

void demo(void)
{
	other_fops.open = NULL;
}
