static struct demo_operations single = {
	.open = demo_open,
};
