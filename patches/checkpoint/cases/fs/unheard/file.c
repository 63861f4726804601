/* On no list: a person has to say. */
static const struct file_operations unheard_demo_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
};

void unheard_demo(struct inode *inode)
{
	inode->i_fop = &unheard_demo_operations;
}
