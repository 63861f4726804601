static const struct file_operations demo_fops = {
	.open   = demo_open,
	.read   = demo_read,
	.mmap   = demo_mmap,
	.release	= demo_release,
};
