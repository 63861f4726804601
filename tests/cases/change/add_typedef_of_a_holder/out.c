/* A typedef names the struct that holds the table. */
typedef struct {
	int number;
	struct file_operations fops;
} demo_dev_t;
typedef struct demo_other {
	demo_dev_t dev;
} demo_other_t, *demo_other_p;

static demo_dev_t demo_dev = {
	.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
		.setlease = generic_setlease,
	},
};

static demo_other_t demo_others[] = {
	{ .dev = { .number = 1, .fops = {
		.llseek = noop_llseek,
		.open = demo_open,
		.setlease = generic_setlease,
	} } },
};

static const struct demo_other *demo_literal = &(demo_other_t){
	.dev.fops = {
		.llseek = noop_llseek,
		.open = demo_open,
		.setlease = generic_setlease,
	},
};
