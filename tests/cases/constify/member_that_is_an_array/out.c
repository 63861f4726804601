struct holder {
	struct file_operations demo_fops[2];
};
static const struct file_operations demo_fops = {
	.open = demo_open,
};
