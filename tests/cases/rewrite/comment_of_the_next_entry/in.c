const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	/* reads go through the page cache */
	.read_iter	= generic_file_read_iter,
};
