const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.collect		= demo_collect,
	.open		= generic_file_open,
	.setlease	= generic_setlease,
};
