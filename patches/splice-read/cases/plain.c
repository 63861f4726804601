const struct file_operations plain_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.splice_read	= generic_file_splice_read,
};
