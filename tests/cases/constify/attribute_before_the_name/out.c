static const struct file_operations __attribute__((__aligned__(8))) demo_fops = {
	.open = demo_open,
};
