const struct file_operations nommu_file_operations = {
	.read_iter = generic_file_read_iter,
#ifdef CONFIG_MMU
	.mmap = generic_file_mmap,
#endif
	.open = generic_file_open,
};
