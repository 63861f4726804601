const struct file_operations demo_fops = {
	.llseek	= generic_file_llseek,
	.checkpoint	= generic_file_checkpoint,
#ifdef CONFIG_MMU
	.mmap	= generic_file_mmap,
#endif
};
