struct holder {
	int minor;
	struct file_operations demo_fops;
};
static const struct file_operations demo_fops = {
	.open = demo_open,
};
