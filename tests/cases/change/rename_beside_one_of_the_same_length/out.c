static const struct file_operations demo_fops = {
	.open     = demo_open,
	.flush    = demo_read,
	.release  = demo_release,
	.fsync = demo_fsync,
};
