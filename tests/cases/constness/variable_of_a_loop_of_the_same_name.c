/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	for (struct file_operations *demo_fops = keep("x", NULL); demo_fops; demo_fops++)
		demo_fops->open = NULL;
}
