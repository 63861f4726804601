static const struct file_operations demo_fops = {
	.open = demo_open,	/* Opens
				 * .llseek too. */
	.llseek = no_llseek,
	.release = demo_release,
};
