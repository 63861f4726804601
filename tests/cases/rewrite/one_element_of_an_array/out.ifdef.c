static const struct file_operations demo_fops[] = {
	{
		.llseek = a_llseek,
	},
	{
		.llseek = b_llseek,
#ifdef CONFIG_CHECKPOINT
		.checkpoint = generic_file_checkpoint,
#endif
	},
};
