/* nothing: it is const already */
#include <linux/demo.h>


void demo(struct inode *inode)
{
	inode->i_fop = &(const struct file_operations){ .open = demo_open };
}
