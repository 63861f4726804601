/* NULL, a cast and an address are values like any other. */
static const struct file_operations demo_fops = {
	.checkpoint = NULL,
	.open = (void *)demo_open,
	.release = &demo_release,
};
