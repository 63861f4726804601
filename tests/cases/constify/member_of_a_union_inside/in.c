struct holder {
	int minor;
	union {
		struct file_operations demo_fops;
		long padding;
	} inner;
} __packed;
static struct file_operations demo_fops = {
	.open = demo_open,
};
