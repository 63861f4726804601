#ifdef CONFIG_MMU
const struct file_operations demo_fops = {
	.mmap = generic_file_mmap,
};
#else
const struct file_operations demo_fops = {
	.mmap = demo_nommu_mmap
};
#endif
