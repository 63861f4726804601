#ifdef CONFIG_MMU
const struct file_operations demo_fops = {
	.mmap = generic_file_mmap,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
#else
const struct file_operations demo_fops = {
	.mmap = demo_nommu_mmap,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
#endif
