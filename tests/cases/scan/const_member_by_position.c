/* A const member has the place of any other: the values are found by their position. */
struct demo_file {
	const char *name;
	const struct file_operations fops;
	int mode;
};
static const struct demo_file demo_files[] = {
	{ "a", { .open = a_open }, DEMO_MODE },
	{ "b", DEMO_FOPS(b_open), DEMO_MODE },
};
