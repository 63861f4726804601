const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
#ifdef CONFIG_MMU
	.mmap		= generic_file_mmap,
#else
	.mmap		= demo_nommu_mmap,
#endif
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
