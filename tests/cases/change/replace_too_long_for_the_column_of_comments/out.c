static const struct file_operations demo_fops = {
	.open = generic_file_open_that_is_long,	/* files */
	.read = demo_read,	/* bytes */
};
