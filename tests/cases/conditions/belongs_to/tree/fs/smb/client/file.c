static struct demo_operations client = {
	.open = demo_open,
};
