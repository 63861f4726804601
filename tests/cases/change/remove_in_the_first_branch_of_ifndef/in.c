static const struct file_operations demo_fops = {
#ifndef CONFIG_SEEK
	.llseek = no_llseek,
#else
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
