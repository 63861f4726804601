const struct file_operations demo_fops = {
	.llseek  = generic_file_llseek,
	.open    = generic_file_open,
	.release = demo_release,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
