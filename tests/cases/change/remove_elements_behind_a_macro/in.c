/* A macro brings elements with their commas, and elements follow. */
static struct file_operations demo_fops[] = {
	DEMO_ELEMENTS(0)
	{
		.llseek = noop_llseek,
		.open = demo_open,
	},
	{
		.llseek = noop_llseek,
		.open = demo_open,
	},
};
