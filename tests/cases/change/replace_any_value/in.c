static const struct file_operations demo_fops = {
	.splice_read	= demo_splice_read,
};
