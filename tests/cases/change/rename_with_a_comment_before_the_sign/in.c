static const struct file_operations demo_fops = {
	.mmap /* pages */ = demo_mmap,
	.open = demo_open,
};
