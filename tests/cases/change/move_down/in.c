static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	.release = demo_release,
	.read = demo_read,
	.open = demo_open,
};
