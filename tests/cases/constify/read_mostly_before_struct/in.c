static __read_mostly struct file_operations demo_fops = {
	.open = demo_open,
};
