static const struct file_operations demo_fops = {
#ifdef CONFIG_COMPAT
	.read = demo_read,
#endif
	.open = demo_open,
};
