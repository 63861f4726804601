static const struct file_operations demo_fops = {
	.read     = demo_read,
	.write    = demo_write,
	.poll     = demo_poll,
	.open       = demo_open,
	.release      = demo_release,
	.fsync       = demo_fsync,
};
