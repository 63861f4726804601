static const struct file_operations demo_fops = {
	.splice_read = generic_file_splice_read,	/* pages */
	.open = demo_open,
};
