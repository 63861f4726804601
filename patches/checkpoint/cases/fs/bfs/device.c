/* It serves a device, not the filesystem's files. */
static const struct file_operations bfs_device_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= bfs_device_read_iter,
};

static int bfs_device_init(void)
{
	return register_chrdev(0, "bfs", &bfs_device_operations);
}
