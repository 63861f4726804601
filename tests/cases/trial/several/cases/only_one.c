static const struct demo_operations only_one = {
	.old_mark = demo_mark,
};
