const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.collect		= demo_collect,
	.open		= generic_file_open,
#ifdef CONFIG_CHECKPOINT
	.fsync		= generic_file_fsync,
#endif
	.setlease	= generic_setlease,
};
