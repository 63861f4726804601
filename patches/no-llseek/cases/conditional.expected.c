/* Nothing is left between the directives, so they go too. */
static const struct file_operations cond_fops = {
	.read	= cond_read,
};
