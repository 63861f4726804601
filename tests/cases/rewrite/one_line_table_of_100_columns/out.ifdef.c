const struct file_operations demo_fi = {
	.open = demo_open,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
