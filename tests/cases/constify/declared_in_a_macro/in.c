#define DECLARE_DEMO extern struct file_operations demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
