static const struct file_operations demo_fops = {
	.open = demo_open,
	.mmap =
#ifdef CONFIG_MMU
		demo_mmap,
#else
		demo_nommu_mmap,
#endif
};
