struct holder {
	struct_group(inner,
		struct file_operations demo_fops;
		int minor;
	);
};
static struct file_operations demo_fops = {
	.open = demo_open,
};
