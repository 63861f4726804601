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
			.llseek = noop_llseek,
			.open = demo_open,
		},
		{
			.llseek = noop_llseek,
			.open = demo_open,
		},
	},
	.grid[1] = {
		{
			.llseek = noop_llseek,
			.open = demo_open,
		},
	},
	.grid[0][1] = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};
