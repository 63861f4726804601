#include "demo.h"

static int plain_open(struct inode *inode, struct file *file)
{
	return 0;
}

static struct demo_operations plain = {
	.open = plain_open,
};

static struct demo_operations with_address = {
	.open = &plain_open,
};

static struct demo_operations with_a_cast = {
	.open = (void *)plain_open,
};

static struct demo_operations without = {
	.read = plain_read,
};

static struct demo_operations null = {
	.open = NULL,
};

extern int declared_open(struct inode *inode, struct file *file);

static struct demo_operations only_declared = {
	.open = declared_open,
};

static struct demo_operations in_a_header = {
	.open = header_open,
};

static struct demo_operations in_another_file = {
	.open = other_open,
};

#if 0
static int disabled_open(struct inode *inode, struct file *file)
{
	return 0;
}
#endif

static struct demo_operations in_disabled_text = {
	.open = disabled_open,
};

/* static int commented_open(struct inode *inode) { return 0; } */
static const char *text = "int commented_open(void) { return 0; }";

static struct demo_operations in_a_comment_and_a_string = {
	.open = commented_open,
};

#ifdef CONFIG_DEMO
static int optional_open(struct inode *inode, struct file *file)
{
	return 0;
}
#else
#define optional_open NULL
#endif

static struct demo_operations function_or_null = {
	.open = optional_open,
};

#define null_open NULL

static struct demo_operations macro_for_null = {
	.open = null_open,
};

#define renamed_open plain_open

static struct demo_operations macro_for_another_name = {
	.open = renamed_open,
};

#define plain_release(inode) other_release(inode, 0)

static struct demo_operations function_like_macro = {
	.open = plain_release,
};

static struct demo_operations under_if = {
#ifdef CONFIG_DEMO
	.open = plain_open,
#else
	.open = other_open,
#endif
};

static struct demo_operations macro_among_entries = {
	.read = plain_read,
	DEMO_OPERATIONS,
};

static int
__init annotated_open(struct inode *inode, struct file *file)
	__acquires(lock)
{
	return 0;
}

static struct demo_operations annotated = {
	.open = annotated_open,
};

static int old_open(inode, file)
	struct inode *inode;
	struct file *file;
{
	return 0;
}

static struct demo_operations old_style = {
	.open = old_open,
};
