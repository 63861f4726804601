const struct file_operations demo_fops = {
#ifdef CONFIG_DEMO_SEEK
	.llseek	= generic_file_llseek,
#else
	.llseek	= noop_llseek,
#endif
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
	.open	= generic_file_open,
};
