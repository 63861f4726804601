static struct demo_operations other = {
	.open = demo_open,
};
