const struct file_operations demo_fops = {
	.fsync		= generic_file_fsync,
	.open		= generic_file_open,
	.llseek		= generic_file_llseek,
	.owner		= THIS_MODULE,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
