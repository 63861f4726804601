static const struct file_operations demo_fops = {
	.llseek = no_llseek,
	.open = demo_open,
#ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat,
#endif /* COMPAT */
};
