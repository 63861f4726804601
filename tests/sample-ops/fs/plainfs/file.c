/* Not exported: no lease is offered here. Its own mmap stays. */
#include <linux/fs.h>

static const struct file_operations plainfs_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.mmap		= plainfs_mmap,
	.splice_read	= filemap_splice_read,
};

static const struct file_operations plainfs_inline_operations = {
	.read_iter	= generic_file_read_iter,
	.mmap		= generic_file_mmap
};

void plainfs_set_inode(struct inode *inode, bool small)
{
	inode->i_fop = small ? &plainfs_inline_operations
			     : &plainfs_file_operations;
}
