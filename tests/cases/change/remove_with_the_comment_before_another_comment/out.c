static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	/* the rest */
	.open = demo_open,
};
