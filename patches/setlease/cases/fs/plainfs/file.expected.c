/* The filesystem can be exported: the entry, and the include that it needs, in its place. */
#include <linux/exportfs.h>
#include <linux/filelock.h>
#include <linux/fs.h>

static const struct export_operations plainfs_export_ops = {
	.fh_to_dentry	= plainfs_fh_to_dentry,
};

static const struct file_operations plainfs_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.setlease	= generic_setlease,
	.fallocate	= plainfs_fallocate,
};

void plainfs_set(struct inode *inode)
{
	inode->i_fop = &plainfs_file_operations;
}
