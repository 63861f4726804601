static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_SEEK
	.llseek = demo_seek,
#elif defined(CONFIG_OTHER)
	.llseek = other_seek,
#else
	.llseek = no_llseek,
#endif
	.read = demo_read,
};
