static const struct file_operations demo_fops = {
	.read     = demo_read,
	.write    = demo_write,
#ifdef CONFIG_CHECKPOINT
	.poll     = demo_poll,
#endif
	.open       = demo_open,
	.release      = demo_release,
	.fsync       = demo_fsync,
};
