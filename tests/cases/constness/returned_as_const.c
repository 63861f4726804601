/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static const struct file_operations *demo(int how)
{
	return how ? &demo_fops : NULL;
}
