const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.open		= generic_file_open,
#ifdef CONFIG_CHECKPOINT
	.fsync		= generic_file_fsync,
#endif
	.splice_read	= filemap_splice_read
};
