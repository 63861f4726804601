/* It says what it supports: the kernel's own leases, or its own. */
#include <linux/exportfs.h>
#include <linux/filelock.h>

const struct export_operations plainfs_export_ops;

static const struct file_operations plainfs_done_operations = {
	.setlease	= generic_setlease,
};

static const struct file_operations plainfs_own_operations = {
	.setlease	= plainfs_setlease,
};

void plainfs_set(struct inode *inode)
{
	inode->i_fop = &plainfs_done_operations;
	inode->i_fop = &plainfs_own_operations;
}
