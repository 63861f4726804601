static const struct file_operations demo_fops = {
	.unlocked_ioctl	= demo_ioctl,
	.compat_ioctl	= demo_compat,
	.mmap	= demo_mmap,
	.open	= demo_open,
};
