static const struct file_operations demo_fops = {
	.open = demo_open,
	.fop_flags = FOP_C,
};
