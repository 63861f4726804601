static struct demo_operations table = {
	.open = unknown_open,
};
