#ifdef CONFIG_DEMO
static const struct file_operations demo_fops = {
	.open = demo_open,
};
#else
static const struct file_operations demo_fops = { };
#endif
