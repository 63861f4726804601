const struct file_operations demo_fops = {
	.llseek = generic_file_llseek, .open = generic_file_open,
	.mmap = generic_file_mmap, .fsync = generic_file_fsync,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
