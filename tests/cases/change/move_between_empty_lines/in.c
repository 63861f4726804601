static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	.open = demo_open,

	.llseek = no_llseek,

	.release = demo_release,
};
