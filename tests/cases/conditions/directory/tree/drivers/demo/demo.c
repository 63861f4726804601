static struct demo_operations driver = {
	.open = called,
};
