static const struct file_operations demo_fops = {
	.read =		demo_read,
	.write =	demo_write,
	.compat_ioctl = demo_compat,
	.mmap =		demo_mmap,
};
