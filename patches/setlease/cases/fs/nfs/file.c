/* Its files are a server's: the kernel alone cannot grant a lease on them. */
#include <linux/fs.h>

const struct export_operations nfs_demo_export_ops;

const struct file_operations nfs_demo_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= nfs_demo_read_iter,
};

void nfs_demo(struct inode *inode)
{
	inode->i_fop = &nfs_demo_operations;
}
