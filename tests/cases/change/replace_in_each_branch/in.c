static const struct file_operations demo_fops = {
#ifdef CONFIG_A
	.open = a_open,
#else
	.open = b_open,
#endif
	.read = demo_read,
};
