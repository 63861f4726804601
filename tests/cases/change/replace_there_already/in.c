static const struct file_operations demo_fops = {
	.splice_read	= filemap_splice_read,
};
