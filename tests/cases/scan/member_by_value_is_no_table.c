/* A struct that holds tables, by value or by pointer, has none itself. */
struct demo_device {
	struct file_operations fops;
	const struct file_operations *orig;
	struct file_operations per_minor[4];
};

static struct demo_device demo_dev = {
	.orig = &demo_fops,
};
