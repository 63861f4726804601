static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	DEMO_IOCTL_FOPS(demo_ioctl)
	.open = demo_open,
	DEMO_LAST_FOPS
};
