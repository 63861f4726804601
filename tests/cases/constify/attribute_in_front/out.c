static __attribute__((unused)) const struct file_operations demo_fops = {
	.open = demo_open,
};
