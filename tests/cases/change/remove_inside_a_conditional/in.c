static const struct file_operations demo_fops = {
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
	.read = demo_read,
#endif
	.open = demo_open,
};
