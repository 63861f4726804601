static const struct file_operations demo_fops = {
	.open		= demo_open,
	.sendfile	= generic_file_sendfile,
	.fsync		= demo_fsync,
};
