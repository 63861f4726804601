/* A member is written at run time. */
static struct file_operations written_fops = {
	.read	= written_read,
};

void written_init(struct inode *inode)
{
	written_fops.open = written_open;
	inode->i_fop = &written_fops;
}
