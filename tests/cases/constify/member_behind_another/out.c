struct holder {
	struct file_operations other_fops, demo_fops;
};
static const struct file_operations demo_fops = {
	.open = demo_open,
};
