static int listed_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}

static struct demo_operations listed = {
	.llseek = listed_llseek,
	.open = listed_open,
};

static struct other_operations other = {
	.setup = listed_open,
};

static void listed_set(struct inode *inode)
{
	inode->i_fop = &listed;
}
