static const struct file_operations demo_fops = {
	/* no way to tell the position */
	.open = demo_open,
};
