const struct file_operations demo_fops = {
	.open		= generic_file_open,
#ifdef CONFIG_CHECKPOINT
	.fsync		= generic_file_fsync,
#endif
#ifdef CONFIG_DEMO
	.fasync		= demo_fasync,
#endif
	.setlease	= generic_setlease,
};
