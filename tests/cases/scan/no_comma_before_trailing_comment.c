/* The comments behind the last value are no part of it. */
static const struct file_operations demo_fops = {
	.owner = THIS_MODULE, /* .llseek = none, */
	.open = demo_open /* opens, what else */
	/* nothing more */
};

static const struct file_operations demo_line_fops = {
	.open = line_open // opens, too
};
