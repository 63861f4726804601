const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,	/* of the page cache */
	.checkpoint	= generic_file_checkpoint,
	.read_iter	= generic_file_read_iter,
};
