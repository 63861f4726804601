static const struct demo_operations a = {
	.open = demo_open,
	.read = newer_read,
};

int tail;
