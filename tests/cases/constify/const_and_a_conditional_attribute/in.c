static const
#ifdef CONFIG_DEMO
__maybe_unused
#endif
struct file_operations demo_fops = {
	.open = demo_open,
};
