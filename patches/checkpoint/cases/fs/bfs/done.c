/* It has the entry, and a table of its own filesystem says that it must not have it. */
static const struct file_operations bfs_done_operations = {
	.llseek		= generic_file_llseek,
	.checkpoint	= generic_file_checkpoint,
};

static const struct file_operations bfs_opted_out_operations = {
	.llseek		= generic_file_llseek,
	.checkpoint	= NULL,
};

void bfs_done(struct inode *inode)
{
	inode->i_fop = &bfs_done_operations;
	inode->i_fop = &bfs_opted_out_operations;
}
