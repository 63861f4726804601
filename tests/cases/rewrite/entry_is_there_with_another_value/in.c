const struct file_operations demo_fops = {
	.llseek = generic_file_llseek,
	.checkpoint = demo_checkpoint
};
