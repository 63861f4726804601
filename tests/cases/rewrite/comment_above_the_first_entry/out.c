const struct file_operations demo_fops = {
	.owner	= THIS_MODULE,
	/* position in pages */
	.llseek	= demo_llseek,
	.fsync	= generic_file_fsync,
};
