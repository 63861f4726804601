const struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.open		= generic_file_open,
#ifdef CONFIG_CHECKPOINT
	.fsync		= generic_file_fsync,
#endif
	.setlease	= generic_setlease,
};
