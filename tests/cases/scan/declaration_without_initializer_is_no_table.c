/* A tentative definition, then the table itself: one table. */
static const struct file_operations demo_fops;
static struct file_operations demo_scratch;

static const struct file_operations demo_fops = {
	.open = demo_open,
};
