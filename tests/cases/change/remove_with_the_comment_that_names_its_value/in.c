static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	/*
	 * demo_seek() knows
	 * the end.
	 */
	.llseek = demo_seek,
	.open = demo_open,
};
