const struct file_operations nommu_file_operations = {
	.read_iter = generic_file_read_iter,
#ifdef CONFIG_MMU
	.mmap_prepare = generic_file_mmap_prepare,
#endif
	.open = generic_file_open,
};
