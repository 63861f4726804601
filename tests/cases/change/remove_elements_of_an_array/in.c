static const struct file_operations demo_fops[] = {
	{ .read = demo_read, .llseek = generic_file_llseek, },
	{ .llseek = generic_file_llseek, .read = other_read, },
	{
		.read = third_read,
		.llseek = generic_file_llseek,
	},
};
