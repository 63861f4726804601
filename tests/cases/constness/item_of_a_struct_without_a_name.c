/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

static const struct {
	const char *name;
	const struct file_operations *ops;
} demo_files[] = {
	{ "demo", &demo_fops },
};
