static const struct file_operations demo_fops = {
#ifdef CONFIG_SEEK
	.llseek = demo_seek,
#else
	.llseek = no_llseek,
#endif
	.read = demo_read,
};
