static struct demo_operations single = {
	.open = called,
};

int in_single;
