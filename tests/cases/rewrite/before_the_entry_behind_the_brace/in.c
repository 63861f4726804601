static const struct file_operations demo_fops = { .open = demo_open,
	.release = demo_release,
};
