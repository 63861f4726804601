static const struct file_operations demo_fops __initconst = {
	.open = demo_open,
};
