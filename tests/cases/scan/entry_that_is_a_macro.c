/* Macros among designated entries: behind their commas such tables can be edited. */
static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	DEMO_GEM_FOPS,
	DEMO_IOCTL_FOPS(demo_ioctl, demo_compat_ioctl),
	.llseek = noop_llseek,
};
