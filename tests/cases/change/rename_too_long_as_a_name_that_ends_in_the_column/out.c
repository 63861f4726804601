static const struct file_operations demo_fops = {
	.open   = demo_open,
	.read   = demo_read,
	.compat_ioctl	= demo_mmap,
	.release	= demo_release,
};
