static struct demo_operations by_position = {
	demo_seek,
	demo_read,
	no_open,
};

static struct demo_operations by_position_beside_another = {
	.open = other_open,
	demo_begin,
};

static struct demo_operations all_zero = { 0 };

static struct demo_operations all_null = {
	NULL,
};

static struct demo_operations included = {
	.seek = demo_seek,
#include "entries.inc"
	.read = demo_read,
};

static struct demo_operations included_beside_its_own = {
	.open = no_open,
#include "entries.inc"
	.read = demo_read,
};

static struct demo_operations condition_across_the_brace = {
	.seek = demo_seek,
#ifdef CONFIG_DEMO
	.read = demo_read,
};
#else
};
#endif

static struct demo_operations no_comma = {
	.seek = demo_seek
	.open = no_open,
};

static struct demo_operations in_part = {
	.open.first = no_open,
};

#define DEMO_TABLE(member)				\
static struct demo_operations pasted_operations = {	\
	.member##_open = no_open,			\
}
