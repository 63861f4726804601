static struct file_operations __read_mostly demo_fops = {
	.open = demo_open,
};
