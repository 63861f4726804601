#include <demo.h>
#include "local.h"

#define HERE_NOTHING	(no_open)
#define HERE_NULL	NULL

static int demo_open(struct inode *inode, struct file *file)
{
	return 0;
}

static struct demo_operations plain = {
	.read = demo_read,
	.open = no_open,
};

static struct demo_operations in_parentheses = {
	.read = demo_read,
	.open = (no_open),
};

static struct demo_operations with_address = {
	.read = demo_read,
	.open = &no_open,
};

static struct demo_operations address_in_parentheses = {
	.read = demo_read,
	.open = (&no_open),
};

static struct demo_operations address_of_parentheses = {
	.read = demo_read,
	.open = & ( no_open ),
};

static struct demo_operations with_a_cast = {
	.read = demo_read,
	.open = (void *)no_open,
};

static struct demo_operations choice = {
	.read = demo_read,
	.open = 1 ? no_open : other_open,
};

static struct demo_operations dereferenced = {
	.read = demo_read,
	.open = *no_open,
};

static struct demo_operations argument_of_a_call = {
	.read = demo_read,
	.open = demo_ptr(no_open),
};

static struct demo_operations macro_of_this_file = {
	.read = demo_read,
	.open = HERE_NOTHING,
};

static struct demo_operations macro_of_a_header = {
	.read = demo_read,
	.open = DEMO_NOTHING,
};

static struct demo_operations chain_of_macros = {
	.read = demo_read,
	.open = &demo_nothing,
};

static struct demo_operations macro_of_a_header_beside = {
	.read = demo_read,
	.open = local_open,
};

static struct demo_operations macro_of_a_header_included_there = {
	.read = demo_read,
	.open = deeper_open,
};

static struct demo_operations macro_for_a_choice = {
	.read = demo_read,
	.open = DEMO_CHOICE(1),
};

static struct demo_operations macro_that_pastes = {
	.read = demo_read,
	.open = DEMO_PASTED(no),
};

static struct demo_operations macro_for_another = {
	.read = demo_read,
	.open = DEMO_OTHER,
};

static struct demo_operations macro_that_pastes_another = {
	.read = demo_read,
	.open = DEMO_PASTED(other),
};

static struct demo_operations macro_for_null = {
	.read = demo_read,
	.open = HERE_NULL,
};

static struct demo_operations another = {
	.read = demo_read,
	.open = demo_open,
};

static struct demo_operations member_of_that_name = {
	.read = demo_read,
	.open = demo.no_open,
};

static struct demo_operations name_in_a_literal = {
	.read = demo_read,
	.open = demo_named("no_open"),
};

static struct demo_operations null = {
	.read = demo_read,
	.open = NULL,
};

static struct demo_operations zero = {
	.read = demo_read,
	.open = 0,
};

static struct demo_operations null_pointer = {
	.read = demo_read,
	.open = ((void *)0),
};

static struct demo_operations in_one_branch = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = no_open,
#else
	.open = other_open,
#endif
};

static struct demo_operations unclear_in_one_branch = {
	.read = demo_read,
#ifdef CONFIG_DEMO
	.open = no_open,
#else
	.open = (void *)no_open,
#endif
};

#define DEMO_TABLE(name, value)				\
static struct demo_operations name##_operations = {	\
	.read = demo_read,				\
	.open = value,					\
}

static struct demo_operations without = {
	.read = demo_read,
};
