const struct file_operations demo_fops = {
	.open = demo_open,
};
EXPORT_SYMBOL(demo_fops);
