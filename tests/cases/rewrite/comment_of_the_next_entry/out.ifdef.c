const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
	/* reads go through the page cache */
	.read_iter	= generic_file_read_iter,
};
