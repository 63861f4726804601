static const struct file_operations demo_fops = {
	.mmap_prepare =
		demo_prepare,
	.open = demo_open,
};
