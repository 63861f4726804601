const struct file_operations demo_fops = {
	.llseek		 = generic_file_llseek,
	.release	 = demo_release,
	.fsync		 = generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	 = generic_file_checkpoint,
#endif
};
