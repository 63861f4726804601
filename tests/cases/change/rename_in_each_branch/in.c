static const struct file_operations demo_fops = {
	.open		= demo_open,
#ifdef CONFIG_MMU
	.mmap		= demo_mmap,
#else
	.mmap		= demo_nommu,
#endif
};
