static const struct file_operations demo_fops = {
	.fop_flags = FOP_A |
		     FOP_B,
	.open = demo_open,
};
