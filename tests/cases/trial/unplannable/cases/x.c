struct demo_operations {
	int (*read)(void);
};

static const struct demo_operations x = { .read = demo_read };
