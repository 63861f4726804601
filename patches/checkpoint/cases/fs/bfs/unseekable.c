/* Without .llseek there is no position that could be restored; neither where opening takes it away. */
static const struct file_operations bfs_stream_operations = {
	.read_iter	= bfs_stream_read_iter,
};

static const struct file_operations bfs_nonseekable_operations = {
	.open		= nonseekable_open,
	.llseek		= no_llseek,
};

void bfs_stream(struct inode *inode)
{
	inode->i_fop = &bfs_stream_operations;
	inode->i_fop = &bfs_nonseekable_operations;
}
