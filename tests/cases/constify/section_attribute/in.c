static struct file_operations demo_fops __attribute__((section(".data.demo"))) = {
	.open = demo_open,
};
