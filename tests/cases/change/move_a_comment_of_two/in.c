static const struct file_operations demo_fops = {
	.open = demo_open,
	/* .llseek and .release are nothing */
	.llseek = no_llseek,
	.release = demo_release,
};
