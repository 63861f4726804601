static const struct file_operations demo_fops = {
	.read = demo_read,
#ifdef CONFIG_A
	.open = demo_open,
#else
	.llseek = demo_seek,
#endif
};
