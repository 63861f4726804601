const struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.read_iter	= generic_file_read_iter,
	.open		= generic_file_open,
	.setlease	= generic_setlease,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
