static const struct file_operations demo_fops = {
	.unlocked_ioctl	= demo_ioctl,
	.compat_ioctl	= demo_compat,
	.mmap	= demo_mmap,
#ifdef CONFIG_CHECKPOINT
	.open	= demo_open,
#endif
};
