static const struct file_operations demo_fops = {
#if 0
	.llseek = demo_seek,
#else
	.llseek = no_llseek,
#endif
	.read = demo_read,
};
