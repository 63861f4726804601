static struct file_operations demo_fops __read_mostly = {
	.open = demo_open,
};
