static const struct file_operations demo_fops = {
	.open = demo_open,	/* Opens
				 * .llseek too. */
	.release = demo_release,
};
