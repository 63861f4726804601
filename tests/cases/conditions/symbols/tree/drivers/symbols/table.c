static struct demo_operations symbols = {
	.open = called,
};
