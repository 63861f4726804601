const struct file_operations demo_fis = {
	.open = demo_open,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
