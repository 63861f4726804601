static const struct file_operations __aligned(8) demo_fops = {
	.open = demo_open,
};
