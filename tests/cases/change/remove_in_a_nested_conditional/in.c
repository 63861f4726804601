static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_IOCTL
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif
#endif
	.read = demo_read,
};
