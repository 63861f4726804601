extern struct file_operations demo_fops, other_fops;
struct file_operations demo_fops = {
	.open = demo_open,
};
