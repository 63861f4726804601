static struct file_operations demo_fops[2] = {
	{ .open = demo_open },
	{ .read = demo_read },
};
