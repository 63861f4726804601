static const struct file_operations demo_fops = {
	.llseek = demo_seek,
	.open = demo_open,
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif
};
