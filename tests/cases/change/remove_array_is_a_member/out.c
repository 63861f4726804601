/* A member is an array of the struct, of one dimension and of two. */
struct demo_dev {
	int number;
	struct file_operations fops[2];
	struct file_operations grid[2][2];
};

static struct demo_dev demo_dev = {
	.number = 1,
	.fops = {
		[0] = {
			.open = demo_open,
		},
		{
			.open = demo_open,
		},
	},
	.grid[1] = {
		{
			.open = demo_open,
		},
	},
	.grid[0][1] = {
		.open = demo_open,
	},
};
