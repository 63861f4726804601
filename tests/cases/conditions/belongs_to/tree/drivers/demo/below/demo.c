static struct demo_operations driver = {
	.open = demo_open,
};
