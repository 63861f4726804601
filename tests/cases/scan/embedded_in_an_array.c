/* An array of a struct, declared on the spot, that holds tables by value. */
static const struct {
	const char *name;
	struct file_operations fops;
} demo_files[] = {
	{
		.name = "a",
		.fops = { .open = a_open },
	},
	[DEMO_B] = {
		.name = "b",
		.fops = {
			.open = b_open,
		},
	},
};
