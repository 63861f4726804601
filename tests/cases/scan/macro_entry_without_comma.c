/* A macro that brings its own comma, in the middle or at the end: only what would follow the last one is in doubt. */
static const struct file_operations demo_a = {
	.owner = THIS_MODULE,
	DEMO_IOCTL_FOPS(demo_ioctl)
	.llseek = noop_llseek,
};

static const struct file_operations demo_b = {
	.owner = THIS_MODULE,
	DEMO_GEM_FOPS
};
