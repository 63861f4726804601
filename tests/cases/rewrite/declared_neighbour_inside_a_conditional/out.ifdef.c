const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
#ifdef CONFIG_DEMO
	.release	= demo_release,
	.fasync		= demo_fasync,
#endif
#ifdef CONFIG_CHECKPOINT
	.fsync		= generic_file_fsync,
#endif
	.setlease	= generic_setlease,
};
