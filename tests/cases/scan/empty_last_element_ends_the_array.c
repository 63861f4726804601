/* The empty element only marks the end; an array of arrays has a table in each innermost pair of braces. */
static const struct file_operations demo_list[] = {
	{ .open = a_open },
	{ }
};
static const struct file_operations demo_grid[2][1] = {
	{ { .open = b_open } },
	{ { .open = c_open } },
};
