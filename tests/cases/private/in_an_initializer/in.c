#include <linux/fs.h>

int demo_before;

/* Where it is listed. */
static const struct demo_node demo_nodes[] = {
	{ "one", &simple_dir_operations },
	{ .name = "two", .fops = &simple_dir_operations },
};
