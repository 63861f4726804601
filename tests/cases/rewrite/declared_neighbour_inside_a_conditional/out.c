const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
#ifdef CONFIG_DEMO
	.release	= demo_release,
	.fasync		= demo_fasync,
#endif
	.fsync		= generic_file_fsync,
	.setlease	= generic_setlease,
};
