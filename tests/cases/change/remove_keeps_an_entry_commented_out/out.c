static const struct file_operations demo_fops = {
	/* .read = demo_llseek_read, */

	.open = demo_open,
};
