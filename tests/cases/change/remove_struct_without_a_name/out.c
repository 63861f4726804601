/* The struct is a member of structs and unions without a name. */
struct demo_dev {
	int number;
	struct {
		struct file_operations fops;
		int more;
	};
	union {
		struct file_operations other_fops;
		long pad;
	};
};

static struct demo_dev demo_dev = {
	.number = 1,
	.fops = {
		.open = demo_open,
	},
	.other_fops = {
		.open = demo_open,
	},
};

static struct demo_dev demo_by_position = {
	1,
	{ {
		.open = demo_open,
	}, 2 },
};
