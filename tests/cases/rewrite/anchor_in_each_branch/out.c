const struct file_operations demo_fops = {
#ifdef CONFIG_DEMO_SEEK
	.llseek	= generic_file_llseek,
#else
	.llseek	= noop_llseek,
#endif
	.checkpoint	= generic_file_checkpoint,
	.open	= generic_file_open,
};
