#include <demo.h>

#define HERE_OPEN(...)	.open = no_open, ##__VA_ARGS__

static struct demo_operations gives_it = {
	.seek = demo_seek,
	DEMO_OPEN,
};

static struct demo_operations gives_its_argument = {
	.seek = demo_seek,
	DEMO_OPEN_OF(no_open),
};

static struct demo_operations gives_another_argument = {
	.seek = demo_seek,
	DEMO_OPEN_OF(other_open),
};

static struct demo_operations gives_a_cast = {
	.seek = demo_seek,
	DEMO_OPEN_OF((void *)no_open),
};

static struct demo_operations gives_others = {
	.seek = demo_seek,
	DEMO_READ(demo_read)
};

static struct demo_operations nested = {
	.seek = demo_seek,
	DEMO_NESTED,
};

static struct demo_operations counts_its_arguments = {
	.seek = demo_seek,
	DEMO_COUNTED(no_open, demo_read),
};

static struct demo_operations gives_it_under_ifdef = {
	.seek = demo_seek,
	DEMO_MAY_OPEN(no_open)
};

static struct demo_operations gives_it_in_each_branch = {
	.seek = demo_seek,
	DEMO_ALWAYS_OPEN,
};

static struct demo_operations gives_nothing = {
	.seek = demo_seek,
	DEMO_EMPTY,
};

static struct demo_operations macro_of_this_file = {
	.seek = demo_seek,
	HERE_OPEN(.read = demo_read),
};

static struct demo_operations macro_under_an_if = {
	.seek = demo_seek,
#ifdef CONFIG_DEMO
	DEMO_OPEN,
#endif
};

static struct demo_operations beside_its_own = {
	.open = no_open,
	DEMO_READ(demo_read)
	.seek = demo_seek,
};

static struct demo_operations default_of_the_macro = {
	DEMO_OPEN_OF(other_open),
	.open = no_open,
};

static struct demo_operations gives_the_new_member = {
	.open = no_open,
	DEMO_READ(demo_read)
};

static struct demo_operations no_definition = {
	.seek = demo_seek,
	DEMO_UNKNOWN,
};

static struct demo_operations no_definition_beside_its_own = {
	.open = no_open,
	DEMO_UNKNOWN,
};

static struct demo_operations endless = {
	.seek = demo_seek,
	DEMO_ENDLESS,
};

static struct demo_operations several_without_commas = {
	.seek = demo_seek,
	DEMO_EMPTY
	DEMO_MAY_OPEN(no_open)
	DEMO_READ(demo_read)
};

static struct demo_operations several_without_parentheses = {
	DEMO_EMPTY
	DEMO_ALWAYS_OPEN
};
