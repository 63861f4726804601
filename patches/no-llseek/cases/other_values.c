/* noop_llseek and default_llseek do something, and a NULL is somebody's own word. */
static const struct file_operations noop_fops = {
	.llseek	= noop_llseek,
	.read	= a_read,
};

static const struct file_operations default_fops = {
	.llseek	= default_llseek,
	.read	= a_read,
};

static const struct file_operations null_fops = {
	.llseek	= NULL,
	.read	= a_read,
};
