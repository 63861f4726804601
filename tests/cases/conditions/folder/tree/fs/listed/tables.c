#include "listed.h"

static struct demo_operations in_another_file = {
	.open = listed_open,
};

static struct demo_operations in_a_header = {
	.open = header_open,
};

static struct demo_operations static_elsewhere = {
	.open = static_open,
};

static struct demo_operations in_a_folder_below = {
	.open = below_open,
};

static struct demo_operations in_two_files = {
	.open = two_open,
};

static struct demo_operations nowhere = {
	.open = nowhere_open,
};

#ifdef CONFIG_DEMO
int partly_open(struct inode *inode, struct file *file);
#else
#define partly_open NULL
#endif

static struct demo_operations null_in_one_branch = {
	.open = partly_open,
};

static struct demo_operations own_before_others = {
	.open = own_open,
};

static int own_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}
