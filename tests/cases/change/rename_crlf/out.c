static const struct file_operations demo_fops = {
	.open		= demo_open,
	.splice_read	= generic_file_splice_read,
};
