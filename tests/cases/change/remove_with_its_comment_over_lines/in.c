static const struct file_operations demo_fops = {
	.llseek = no_llseek,	/* A stream has
				 * no position. */
	.open = demo_open,
};
