/* The directories get operations of their own: the shared ones are other filesystems', too. */
#include <linux/fs.h>

struct inode *ramfs_demo_inode(struct inode *inode)
{
	inode->i_fop = &simple_dir_operations;
	return inode;
}
