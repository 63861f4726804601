/* A member held by value: its braces, inside the outer ones, are the table. */
struct demo_file {
	const char *name;
	struct file_operations fops;
	int mode;
};

static struct demo_file demo_status = {
	.name = "status",
	.fops = {
		.open = demo_open,
		.llseek = seq_lseek,
	},
	.mode = 0444,
};

static const struct demo_pointer demo_ptr = {
	.fops = &demo_other_fops,
};
