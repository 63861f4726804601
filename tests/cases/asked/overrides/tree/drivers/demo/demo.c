static struct demo_operations override_goes = {
	.open = other_open,
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = no_open,
#endif
};

static struct demo_operations default_goes = {
	.open = no_open,
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#endif
};

static struct demo_operations both_go = {
	.open = no_open,
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = (no_open),
#endif
};

static struct demo_operations twice_and_the_last_goes = {
	.open = other_open,
	.open = no_open,
	.read = demo_read,
};

static struct demo_operations twice_and_the_first_goes = {
	.open = no_open,
	.open = other_open,
	.read = demo_read,
};

static struct demo_operations one_in_each_branch = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = no_open,
#else
	.open = other_open,
#endif
};

static struct demo_operations under_two_conditions = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#endif
#ifdef CONFIG_OTHER
	.open = no_open,
#endif
};

static struct demo_operations under_opposite_conditions = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#endif
#ifndef CONFIG_DEMO
	.open = no_open,
#endif
};

static struct demo_operations nested_conditions = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#ifdef CONFIG_OTHER
	.open = no_open,
#endif
#endif
};

static struct demo_operations the_new_member_in_a_branch = {
	.read = demo_read,
	.open = no_open,
#ifdef CONFIG_DEMO
	.begin = demo_begin,
#endif
};

static struct demo_operations under_opposite_expressions = {
	.read = demo_read,
#if IS_ENABLED(CONFIG_DEMO)
	.open = other_open,
#endif
#if !IS_ENABLED(CONFIG_DEMO)
	.open = no_open,
#endif
};

static struct demo_operations under_the_same_condition = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#endif
	.seek = demo_seek,
#ifdef CONFIG_DEMO
	.open = no_open,
#endif
};

static struct demo_operations in_the_else_of_the_same = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = other_open,
#endif
	.seek = demo_seek,
#ifdef CONFIG_DEMO
	.begin = demo_begin,
#else
	.open = no_open,
#endif
};
