const struct file_operations demo_fis = {
	.open = demo_open,
	.checkpoint = generic_file_checkpoint,
};
