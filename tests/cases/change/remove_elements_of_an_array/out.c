static const struct file_operations demo_fops[] = {
	{ .read = demo_read, },
	{ .read = other_read, },
	{
		.read = third_read,
	},
};
