/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops[2] = {
	{ .open = demo_open },
	{ .open = demo_open },
};

void demo(struct inode *inode)
{
	inode->i_fop = &demo_fops[1];
	inode->i_fop = demo_fops;
}
