/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct inode *inode)
{
	inode->i_fop = &demo_fops;
}
