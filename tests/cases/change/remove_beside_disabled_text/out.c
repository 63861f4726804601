static const struct file_operations demo_fops = {
#if 0
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
