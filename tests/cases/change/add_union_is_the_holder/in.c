/* A union holds the struct, by a tag, a typedef, or on the spot. */
union demo_any {
	struct file_operations fops;
	long number;
};
typedef union {
	long number;
	struct file_operations fops;
} demo_any_t;

static union demo_any demo_any = {
	.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};

static demo_any_t demo_typed = {
	.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};

static union {
	struct file_operations fops;
} demo_here = {
	{
		.llseek = noop_llseek,
		.open = demo_open,
	},
};
