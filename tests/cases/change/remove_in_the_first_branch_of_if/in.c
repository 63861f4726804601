static const struct file_operations demo_fops = {
#if IS_ENABLED(CONFIG_STREAM)
	.llseek = no_llseek,
#else
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
