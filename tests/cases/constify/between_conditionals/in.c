#ifdef CONFIG_DEMO
static struct file_operations demo_fops = {
	.open = demo_open,
};
#else
static struct file_operations demo_fops = { };
#endif
