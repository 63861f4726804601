const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.fsync		= IS_ENABLED(CONFIG_DEMO_SYNC) ? demo_fsync
						       : noop_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
