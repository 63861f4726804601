const struct file_operations demo_fops = {
#ifdef CONFIG_CHECKPOINT
	.owner		= THIS_MODULE,
#endif
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.open		= generic_file_open,
	.setlease	= generic_setlease,
};
