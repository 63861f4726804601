static struct demo_operations listed = {
	.open = demo_open,
};
