static const struct file_operations demo_fops = {
	.open     = demo_open,
	.read     = demo_read,
	.release  = demo_release,
	.fsync = demo_fsync,
};
