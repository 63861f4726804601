/* The macro opens a table that its user closes. The file's other tables are found all the same. */
#define DEMO_BEGIN(x) static const struct file_operations x##_fops = {

DEMO_BEGIN(demo)
	.open = demo_open,
};

static const struct file_operations demo_real_fops = {
	.open = demo_open,
};
