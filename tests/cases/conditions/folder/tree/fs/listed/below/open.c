int below_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}
