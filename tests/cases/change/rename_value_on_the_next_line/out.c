static const struct file_operations demo_fops = {
	.mmap_prepare =
		demo_mmap_with_a_long_name,
	.open = demo_open,
};
