typedef struct file_operations demo_ops;
extern demo_ops demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
