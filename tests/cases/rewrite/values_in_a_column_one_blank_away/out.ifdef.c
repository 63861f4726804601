static const struct file_operations demo_fops = {
	.read =		demo_read,
	.write =	demo_write,
#ifdef CONFIG_CHECKPOINT
	.compat_ioctl = demo_compat,
#endif
	.mmap =		demo_mmap,
};
