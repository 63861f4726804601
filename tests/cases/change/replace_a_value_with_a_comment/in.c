static const struct file_operations demo_fops = {
	.fop_flags = FOP_A | /* and */ FOP_B,
};
