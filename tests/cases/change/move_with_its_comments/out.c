static const struct file_operations demo_fops = {
	/*
	 * A stream.
	 */
	.llseek  =  no_llseek,	// no position
	.open = demo_open,	/* files */
	.release = demo_release,
};
