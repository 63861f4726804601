static const struct file_operations demo_fops = {
	/* devices talk */
	.unlocked_ioctl = demo_control,
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif
};
