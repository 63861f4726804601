const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.mmap		= generic_file_mmap,
	.splice_read	= filemap_splice_read,
#ifdef CONFIG_CHECKPOINT
	.copy_file_range = demo_copy_file_range,
#endif
};
