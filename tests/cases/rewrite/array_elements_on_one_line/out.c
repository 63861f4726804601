static const struct file_operations demo_fops[] = {
	{ .llseek = a_llseek, .checkpoint = generic_file_checkpoint },
	{ .llseek = b_llseek, .checkpoint = generic_file_checkpoint, },
};
