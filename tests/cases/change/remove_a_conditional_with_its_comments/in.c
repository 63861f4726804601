static const struct file_operations demo_fops = {
	.open = demo_open,
#if IS_ENABLED(CONFIG_COMPAT)
	/* 32 bits */
	.compat_ioctl = demo_compat,
	/* that was it */
#endif /* all of
	  compat */
	.read = demo_read,
};
