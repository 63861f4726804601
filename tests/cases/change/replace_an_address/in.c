static const struct file_operations demo_fops = {
	.open = &old_open,
};
