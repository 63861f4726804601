static const struct file_operations demo_fops = {
	.open = (int (*)(struct inode *, struct file *))old_open,
	.read = demo_read,
};
