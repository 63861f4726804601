static const struct file_operations demo_fops = {
	.open		= demo_open,
	.unlocked_ioctl = demo_ioctl,
};
