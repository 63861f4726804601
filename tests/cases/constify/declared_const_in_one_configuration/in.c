extern
#ifdef CONFIG_DEMO
const
#endif
struct file_operations demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
