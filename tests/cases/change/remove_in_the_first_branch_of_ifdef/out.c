static const struct file_operations demo_fops = {
#ifndef CONFIG_STREAM /* no position */
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
