/* A conditional around an element is no part of the element. */
static const struct file_operations demo_fops[] = {
#ifdef CONFIG_DEMO
	{
		.open = a_open,
	},
#endif
	{
		.open = b_open,
#ifdef CONFIG_COMPAT
		.compat_ioctl = b_ioctl,
#endif
	},
};
