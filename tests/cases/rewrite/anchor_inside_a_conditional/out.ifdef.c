const struct file_operations demo_fops = {
#ifdef CONFIG_DEMO_SEEK
	.llseek	= generic_file_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
	.read	= demo_read,
#endif
	.open	= generic_file_open,
};
