/* Each element is a table; its line is that of its brace. */
static const struct file_operations demo_fops[2] = {
	{
		.open = a_open,
		.llseek = noop_llseek,
	},
	{ .open = b_open },
};
