static struct demo_operations client = {
	.open = called,
};
