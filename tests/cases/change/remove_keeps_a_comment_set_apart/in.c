static const struct file_operations demo_fops = {
	/* llseek is missing */

	.llseek = no_llseek,
	.open = demo_open,
};
