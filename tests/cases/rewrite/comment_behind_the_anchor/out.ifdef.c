const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,	/* of the page cache */
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
	.read_iter	= generic_file_read_iter,
};
