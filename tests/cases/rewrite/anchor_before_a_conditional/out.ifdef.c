const struct file_operations demo_fops = {
	.llseek	= generic_file_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
#ifdef CONFIG_MMU
	.mmap	= generic_file_mmap,
#endif
};
