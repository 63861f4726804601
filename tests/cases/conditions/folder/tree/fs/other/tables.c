static struct demo_operations of_no_list = {
	.open = other_open,
};
