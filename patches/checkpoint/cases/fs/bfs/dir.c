/* Directories, too; the last entry gets the comma that it lacks. */
static const struct file_operations bfs_demo_dir_operations = {
	.llseek = generic_file_llseek,
	.iterate_shared = bfs_demo_readdir
};

void bfs_demo_dir(struct inode *inode)
{
	inode->i_fop = &bfs_demo_dir_operations;
}
