static const struct file_operations demo_fops = {
	.open = demo_open,
	/* same function for both,
	 * it has no arguments */
	.llseek = no_llseek,
};
