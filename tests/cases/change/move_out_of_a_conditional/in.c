static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_SEEK
	.llseek = demo_seek,
#endif
};
