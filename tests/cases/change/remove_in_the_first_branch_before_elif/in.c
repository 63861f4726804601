static const struct file_operations demo_fops = {
#ifdef CONFIG_STREAM
	.llseek = no_llseek,
#elif defined(CONFIG_OTHER)
	.llseek = other_seek,
#else
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
