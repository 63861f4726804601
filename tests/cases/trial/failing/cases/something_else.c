static const struct demo_operations a = {
	.open = demo_open,
	.read = old_read,
};

int tail;