static const struct file_operations demo_fops = {
	demo_open,
	.llseek = no_llseek,
};
