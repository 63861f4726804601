static const struct file_operations demo_fops = {
	.open = demo_open,
	/* compat_ioctl for 32 bits */
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif
	.read = demo_read,
};
