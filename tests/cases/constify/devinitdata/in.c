static struct file_operations demo_fops __devinitdata = {
	.open = demo_open,
};
