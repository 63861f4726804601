const struct file_operations demo_fops = {
	.llseek	= generic_file_llseek,
	.open	= generic_file_open,
	.fsync	= generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
