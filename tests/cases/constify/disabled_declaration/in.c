#if 0
extern struct file_operations demo_fops;
#endif
struct file_operations demo_fops = {
	.open = demo_open,
};
