/* Exported; its block of includes is sorted, and it gives leases of its own for one table. */
#include <linux/exportfs.h>
#include <linux/fs.h>
#include <linux/pagemap.h>

static struct export_operations ofs_export_ops = {
	.fh_to_dentry	= ofs_fh_to_dentry,
};

static const struct file_operations ofs_file_operations = {
	.llseek = generic_file_llseek,
	.read_iter = generic_file_read_iter,
	.mmap = generic_file_mmap,
	.splice_read = generic_file_splice_read,
#ifdef CONFIG_OFS_WRITE
	.write_iter = generic_file_write_iter,
#endif
};

static const struct file_operations ofs_leased_operations = {
	.read_iter = generic_file_read_iter,
	.setlease = ofs_setlease,
};

void ofs_set_inode(struct inode *inode, int leased)
{
	inode->i_fop = leased ? &ofs_leased_operations : &ofs_file_operations;
}
