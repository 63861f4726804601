/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct inode *inode)
{
	demo_fops.open(inode, NULL);
	int (*open)(struct inode *, struct file *) = demo_fops.open;
}
