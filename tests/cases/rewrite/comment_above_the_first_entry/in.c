const struct file_operations demo_fops = {
	/* position in pages */
	.llseek	= demo_llseek,
	.fsync	= generic_file_fsync,
};
