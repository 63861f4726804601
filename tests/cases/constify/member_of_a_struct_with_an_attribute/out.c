struct __attribute__((packed)) holder {
	struct file_operations demo_fops __aligned(8);
};
static const struct file_operations demo_fops = {
	.open = demo_open,
};
