#ifdef CONFIG_MMU
const struct file_operations demo_fops = {
	.mmap = generic_file_mmap,
	.checkpoint = generic_file_checkpoint,
};
#else
const struct file_operations demo_fops = {
	.mmap = demo_nommu_mmap,
	.checkpoint = generic_file_checkpoint,
};
#endif
