static struct demo_operations listed = {
	.open = listed_open,
};
