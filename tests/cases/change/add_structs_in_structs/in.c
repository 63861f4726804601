/* The struct is two and three levels inside, reached by braces and by a path of designators. */
struct demo_inner {
	int number;
	struct file_operations fops;
};
struct demo_outer {
	struct demo_inner in;
	int number;
};
struct demo_outermost {
	int number;
	struct demo_outer out;
};

static struct demo_inner demo_inner = {
	.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};

static struct demo_outer demo_outer = {
	.in = {
		.number = 1,
		.fops = {
			.llseek = noop_llseek,
			.open = demo_open,
		},
	},
	.number = 2,
};

static struct demo_outermost demo_outermost = {
	.out.in.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};

static struct demo_outermost demo_by_position = {
	1,
	{ { 2, {
		.llseek = noop_llseek,
		.open = demo_open,
	} }, 3 },
};
