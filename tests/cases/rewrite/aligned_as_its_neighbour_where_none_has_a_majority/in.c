static const struct file_operations demo_fops = {
	.owner    = THIS_MODULE,
	.open = demo_open,
};
