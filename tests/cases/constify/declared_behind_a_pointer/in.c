extern struct file_operations *first, demo_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
