static struct file_operations __demo_fops = {
	.open = demo_open,
};
