static const struct file_operations demo_fops = {
	/* llseek is missing */

	.open = demo_open,
};
