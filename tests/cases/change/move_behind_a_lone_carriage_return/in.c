static const struct file_operations demo_fops = {
	.open = demo_open,
	.llseek = no_llseek,
	.read = demo_read,	};
