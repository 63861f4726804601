static const struct file_operations demo_fops = {
	/* no way to tell the position */
	.llseek = no_llseek,
	.open = demo_open,
};
