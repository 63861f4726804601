static const struct file_operations demo_fops = {
	.read =		demo_read,
	.write =	demo_write,
	.poll =		demo_poll,
	.mmap =		demo_mmap,
};
