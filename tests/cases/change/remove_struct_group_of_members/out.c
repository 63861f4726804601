/* struct_group() declares its members twice: for the struct, and for a member of its own. */
struct demo_dev {
	int number;
	struct_group(grouped,
		struct file_operations fops;
		int more;
	);
	struct_group_tagged(demo_tag, tagged,
		struct file_operations tagged_fops;
	);
};

static struct demo_dev demo_dev = {
	.fops = {
		.open = demo_open,
	},
	.tagged_fops = {
		.open = demo_open,
	},
};

static struct demo_dev demo_group = {
	.grouped = {
		.fops = {
			.open = demo_open,
		},
	},
};
