/* Nobody writes to it, and what it is given to takes a pointer to const. */
static struct file_operations plain_fops = {
	.read	= plain_read,
};

void plain_set(struct inode *inode)
{
	inode->i_fop = &plain_fops;
}
