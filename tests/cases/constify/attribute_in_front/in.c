static __attribute__((unused)) struct file_operations demo_fops = {
	.open = demo_open,
};
