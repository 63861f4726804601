static const struct file_operations demo_fops = {
#ifdef CONFIG_SEEK
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
