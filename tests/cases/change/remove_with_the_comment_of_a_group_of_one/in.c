static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,

	/* no way to tell the position */
	.llseek = no_llseek,

	/* the rest */
	.open = demo_open,
};
