static const struct file_operations demo_fops = {
	.mmap =
		demo_mmap_with_a_long_name,
	.open = demo_open,
};
