static const struct file_operations demo_fops = {
	.open = demo_open,	/* opens, */
				/* no llseek */
	.llseek = no_llseek,
	.release = demo_release,
};
