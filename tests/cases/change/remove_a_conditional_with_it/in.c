static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif /* CONFIG_COMPAT */
	.read = demo_read,
};
