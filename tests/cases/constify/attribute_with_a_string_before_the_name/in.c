static struct file_operations __section(".data.demo") demo_fops = {
	.open = demo_open,
};
