const struct file_operations demo_fops = {
	.open	= generic_file_open,
	.compat_ioctl	= demo_compat_ioctl,
	.fsync	= generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
