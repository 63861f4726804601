static const struct file_operations demo_fops = {
#ifdef CONFIG_A
	.open = demo_open,
#else
	.open = demo_open,
#endif
	.read = demo_read,
};
