const struct file_operations demo_file_fops = {
	.llseek = generic_file_llseek,
};

const struct file_operations demo_dir_fops = {
	.llseek = default_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
