static const struct file_operations demo_fops = {
	.open = demo_open,	/* files */
	.read = demo_read,	/* bytes */
};
