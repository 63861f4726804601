static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	/* A stream has no llseek. */
	.llseek = no_llseek,
	.open = demo_open,
};
