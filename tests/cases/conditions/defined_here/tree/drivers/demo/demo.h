static inline int header_open(struct inode *inode, struct file *file)
{
	return 0;
}
