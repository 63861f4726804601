/* nothing: it is a compound literal, and has no declaration of its own */
#include <linux/demo.h>


void demo(struct inode *inode)
{
	inode->i_fop = &(struct file_operations){ .open = demo_open };
}
