static const struct file_operations demo_fops = {
	.open = demo_open,
};

static struct file_operations other_fops = {
	.open = demo_open,
};
