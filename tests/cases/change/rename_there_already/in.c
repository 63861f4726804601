static const struct file_operations demo_fops = {
	.mmap = demo_mmap,
	.mmap_prepare = demo_prepare,
};
