static const struct file_operations demo_fops = {
	/* a stream */ .llseek = no_llseek,
	.mmap = demo_mmap,
};
