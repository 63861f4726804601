static const struct file_operations demo_fops = {
	.owner    = THIS_MODULE,
	.poll     = demo_poll,
	.open = demo_open,
};
