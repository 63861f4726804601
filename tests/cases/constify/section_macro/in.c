static struct file_operations demo_fops __demo_section = {
	.open = demo_open,
};
