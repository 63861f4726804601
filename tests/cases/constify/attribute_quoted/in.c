static struct file_operations demo_fops __attribute__((__section__(".data.demo"))) = {
	.open = demo_open,
};
