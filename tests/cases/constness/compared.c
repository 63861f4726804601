/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct inode *inode)
{
	if (inode->i_fop == &demo_fops || &demo_fops != inode->i_fop)
		return;
}
