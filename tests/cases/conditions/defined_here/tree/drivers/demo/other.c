int other_open(struct inode *inode, struct file *file)
{
	return 0;
}
