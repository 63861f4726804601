/* Never to be changed. */
static const struct file_operations smbfs_demo_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
};

void smbfs_demo(struct inode *inode)
{
	inode->i_fop = &smbfs_demo_operations;
}
