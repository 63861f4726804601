const struct file_operations plain_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.splice_read	= filemap_splice_read,
};
