static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	DEMO_IOCTL_FOPS(demo_ioctl)
	.llseek = noop_llseek,
	.open = demo_open,
	.release = generic_release,
	DEMO_LAST_FOPS
};
