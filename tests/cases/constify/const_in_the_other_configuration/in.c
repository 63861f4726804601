#ifndef CONFIG_DEMO
static const
#else
static
#endif
struct file_operations demo_fops = {
	.open = demo_open,
};
