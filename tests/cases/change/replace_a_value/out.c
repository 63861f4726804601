static const struct file_operations demo_fops = {
	.splice_read	= filemap_splice_read,
	.splice_write	= iter_file_splice_write,
};
