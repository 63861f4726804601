static const struct file_operations demo_fops = {
	.mmap_prepare /* pages */ = demo_mmap,
	.open = demo_open,
};
