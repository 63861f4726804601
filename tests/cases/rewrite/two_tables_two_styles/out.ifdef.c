const struct file_operations demo_file_fops = {
	.llseek		= generic_file_llseek,
	.fsync		= generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};

const struct file_operations demo_dir_fops = {
	.llseek = default_llseek,
	.iterate_shared = demo_readdir,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
