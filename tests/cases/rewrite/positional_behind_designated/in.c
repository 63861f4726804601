static struct file_operations demo_fops = {
	.llseek = demo_llseek,
	demo_read,
};
