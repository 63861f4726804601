extern struct file_operations demo_fops __initdata;
struct file_operations __initdata demo_fops = {
	.open = demo_open,
};
