static const struct file_operations demo_fops = {
	.open =		demo_open,
	.read_iter =	demo_read,
	.release =	demo_release,
};
