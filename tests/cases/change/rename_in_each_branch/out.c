static const struct file_operations demo_fops = {
	.open		= demo_open,
#ifdef CONFIG_MMU
	.mmap_prepare	= demo_mmap,
#else
	.mmap_prepare	= demo_nommu,
#endif
};
