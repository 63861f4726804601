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
		.open = demo_open,
	},
};

static demo_other_t demo_others[] = {
	{ .dev = { .number = 1, .fops = {
		.open = demo_open,
	} } },
};

static const struct demo_other *demo_literal = &(demo_other_t){
	.dev.fops = {
		.open = demo_open,
	},
};
