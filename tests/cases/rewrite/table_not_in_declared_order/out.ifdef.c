const struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.open		= generic_file_open,
	.llseek		= generic_file_llseek,
	.read		= demo_read,
	.write		= demo_write,
#ifdef CONFIG_CHECKPOINT
	.mmap		= generic_file_mmap,
#endif
	.fsync		= generic_file_fsync,
};
