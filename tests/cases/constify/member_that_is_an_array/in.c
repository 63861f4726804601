struct holder {
	struct file_operations demo_fops[2];
};
static struct file_operations demo_fops = {
	.open = demo_open,
};
