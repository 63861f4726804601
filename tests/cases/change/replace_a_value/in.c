static const struct file_operations demo_fops = {
	.splice_read	= generic_file_splice_read,
	.splice_write	= iter_file_splice_write,
};
