static const struct file_operations demo_fops = {
	.read		= demo_read,
	.write          = demo_write,
	.open		= demo_open,
	.release        = demo_release,
};
