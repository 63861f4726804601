static const struct file_operations demo_fops = {
	.llseek = no_llseek,
	.open = demo_open,
	.owner = THIS_MODULE,
	.release = demo_release,
};
