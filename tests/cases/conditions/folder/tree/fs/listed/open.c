int listed_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}

static int static_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}

int partly_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}

int two_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}

static int own_open(struct inode *inode, struct file *file)
{
	return 0;
}
