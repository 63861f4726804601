const struct file_operations demo_fops = {
	.open		= generic_file_open,
	.llseek		= generic_file_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
