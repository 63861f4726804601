static const struct file_operations demo_fops = {
	.sendfile	= demo_sendfile,
};
