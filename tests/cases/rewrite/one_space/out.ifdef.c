const struct file_operations demo_fops = {
	.llseek = generic_file_llseek,
	.read_iter = generic_file_read_iter,
	.fsync = generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
