static const struct file_operations demo_fops __attribute__((unused, __aligned__(16))) = {
	.open = demo_open,
};
