static struct file_operations demo_fops __asm__("other_fops") = {
	.open = demo_open,
};
