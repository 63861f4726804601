const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.checkpoint	= generic_file_checkpoint,
	/* reads go through the page cache */
	.read_iter	= generic_file_read_iter,
};
