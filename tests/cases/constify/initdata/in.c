static struct file_operations demo_fops __initdata = {
	.open = demo_open,
};
