static const struct file_operations demo_fops[] = {
	{ .llseek = a_llseek },
	{ .llseek = b_llseek, },
};
