/* The declaration becomes const with it. */
extern const struct file_operations declared_fops;

const struct file_operations declared_fops = {
	.read	= declared_read,
};

void declared_set(struct inode *inode)
{
	inode->i_fop = &declared_fops;
}
