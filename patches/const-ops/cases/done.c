static const struct file_operations done_fops = {
	.read	= done_read,
};
