static const struct file_operations demo_fops = {
	/* devices talk */
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif
};
