/* The declaration becomes const with it. */
extern struct file_operations declared_fops;

struct file_operations declared_fops = {
	.read	= declared_read,
};

void declared_set(struct inode *inode)
{
	inode->i_fop = &declared_fops;
}
