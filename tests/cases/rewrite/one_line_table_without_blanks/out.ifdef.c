const struct file_operations fops = {
	.open = demo_open,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
