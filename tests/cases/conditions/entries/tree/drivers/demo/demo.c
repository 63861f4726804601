static struct demo_operations plain = {
	.open = demo_open,
};

static struct demo_operations without = {
	.read = demo_read,	/* .open = demo_open, */
};

static struct demo_operations nothing = {
};

static struct demo_operations null = {
	.open = NULL,
};

static struct demo_operations zero = {
	.open = 0,
};

static struct demo_operations with_address = {
	.open = &demo_open,
};

static struct demo_operations in_parentheses = {
	.open = (demo_open),
};

static struct demo_operations with_a_cast = {
	.open = (void *)demo_open,
};

static struct demo_operations one_of_two = {
	.open = USE_DEMO ? demo_open : other_open,
};

static struct demo_operations through_a_macro = {
	.open = demo_ptr(demo_open),
};

static struct demo_operations expression_of_others = {
	.open = demo_ptr(other_open),
};

static struct demo_operations gnu_designator = {
	open: demo_open,
};

static struct demo_operations under_if = {
#ifdef CONFIG_DEMO
	.open = demo_open,
#endif
};

static struct demo_operations same_in_both_branches = {
#ifdef CONFIG_DEMO
	.open = demo_open,
	.read = demo_read,
#else
	.open = demo_open,
#endif
};

static struct demo_operations other_in_each_branch = {
#ifdef CONFIG_DEMO
	.open = demo_open,
#else
	.open = other_open,
#endif
};

static struct demo_operations third_in_one_branch = {
#ifdef CONFIG_DEMO
	.open = demo_open,
#else
	.open = third_open,
#endif
};

static struct demo_operations in_disabled_text = {
#if 0
	.open = demo_open,
#endif
	.read = demo_read,
};

static struct demo_operations macro_among_entries = {
	.read = demo_read,
	DEMO_OPERATIONS,
};

static struct demo_operations macro_beside_the_entry = {
	DEMO_OPERATIONS,
	.open = demo_open,
};

static struct demo_operations by_position = {
	demo_llseek, demo_read,
};

static struct demo_operations commented_value = {
	.open = /* other_open */ demo_open,
};

static struct demo_operations value_over_lines = {
	.open = demo_ptr(other_open,
			 third_open),
};

#define DEMO_TABLE(name)				\
static struct demo_operations name##_operations = {	\
	.open = name##_open,				\
}
