static const struct file_operations demo_fops = {
	.open           = demo_open,
	.read           = demo_read,
	.unlocked_ioctl = demo_ioctl,
};
