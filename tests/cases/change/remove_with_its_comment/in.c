static const struct file_operations demo_fops = {
	.open = demo_open,	/* open */
	.llseek = no_llseek,	/* no position */
	.release = demo_release,	/* release */
};
