static const struct file_operations demo_fops = {
#if !(defined(CONFIG_A) && !defined(CONFIG_B))
	.llseek = demo_seek,
#endif
	.read = demo_read,
};
