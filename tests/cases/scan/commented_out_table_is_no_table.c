/*
static const struct file_operations demo_fops = {
	.open = demo_open,
};
*/

// static const struct file_operations demo_line_fops = {
//	.open = demo_open,
// };

/* A line comment that ends in a backslash goes on. */
// \
static const struct file_operations demo_spliced_fops = { .open = demo_open };

static const struct file_operations demo_real_fops = {
	.open = demo_open,
};
