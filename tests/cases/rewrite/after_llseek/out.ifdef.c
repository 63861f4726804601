const struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.llseek		= generic_file_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
	.read_iter	= generic_file_read_iter,
	.open		= generic_file_open,
	.setlease	= generic_setlease,
};
