static const struct file_operations demo_fops = {
	/* .read = demo_llseek_read, */
	.llseek = no_llseek,

	.open = demo_open,
};
