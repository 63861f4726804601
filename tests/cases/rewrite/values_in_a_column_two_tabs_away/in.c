static const struct file_operations demo_fops = {
	.read =		demo_read,
	.write =	demo_write,
	.mmap =		demo_mmap,
};
