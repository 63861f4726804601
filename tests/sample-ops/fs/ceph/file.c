/* A network filesystem, which refuses leases, and can be exported again. */
#include <linux/exportfs.h>
#include <linux/filelock.h>
#include <linux/fs.h>

static const struct export_operations ceph_export_ops = {
	.fh_to_dentry	= ceph_fh_to_dentry,
};

const struct file_operations ceph_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= ceph_read_iter,
	.mmap		= ceph_mmap,
	.splice_read	= generic_file_splice_read,
	.setlease	= simple_nosetlease,
};

const struct file_operations ceph_dir_operations = {
	.llseek		= generic_file_llseek,
	.read		= generic_read_dir,
	.iterate_shared	= ceph_readdir,
	/* the server keeps the leases */
	.setlease	= simple_nosetlease,
	.fsync		= ceph_fsync,
};

void ceph_set_inode(struct inode *inode)
{
	if (S_ISREG(inode->i_mode))
		inode->i_fop = &ceph_file_operations;
	else
		inode->i_fop = &ceph_dir_operations;
}
