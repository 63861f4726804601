const struct file_operations demo_fops = {
#ifdef CONFIG_CHECKPOINT
	.owner	= THIS_MODULE,
#endif
	/* position in pages */
	.llseek	= demo_llseek,
	.fsync	= generic_file_fsync,
};
