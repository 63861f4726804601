static const struct file_operations demo_fops = {
#ifdef CONFIG_STREAM /* no position */
	.llseek = no_llseek,
#else
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
