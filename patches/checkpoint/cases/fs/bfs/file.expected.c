/* An ordinary filesystem's file: an inode is given the table, and its position can be set. */
static const struct file_operations bfs_demo_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.checkpoint	= generic_file_checkpoint,
};

void bfs_demo(struct inode *inode)
{
	inode->i_fop = &bfs_demo_operations;
}
