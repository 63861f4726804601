/* Installs both tables. */
#include <linux/fs.h>
#include "coralfs.h"

void coralfs_set_inode(struct inode *inode)
{
	if (S_ISREG(inode->i_mode))
		inode->i_fop = &coralfs_file_operations;
	else
		inode->i_fop = &coralfs_dir_operations;
}
