static struct demo_operations below = {
	.open = demo_open,
};
