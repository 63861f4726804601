/* The table that many filesystems share. */
#include <linux/fs.h>
#include <linux/export.h>

const struct file_operations generic_ro_fops = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.mmap		= generic_file_mmap,
	.splice_read	= generic_file_splice_read,
};
EXPORT_SYMBOL(generic_ro_fops);

ssize_t filemap_splice_read(struct file *in, loff_t *ppos,
			    struct pipe_inode_info *pipe, size_t len,
			    unsigned int flags)
{
	return 0;
}
EXPORT_SYMBOL_GPL(filemap_splice_read);
