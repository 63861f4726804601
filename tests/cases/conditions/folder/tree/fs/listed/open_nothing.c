int two_open(struct inode *inode, struct file *file)
{
	return -ENXIO;
}
