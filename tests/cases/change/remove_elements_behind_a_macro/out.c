/* A macro brings elements with their commas, and elements follow. */
static struct file_operations demo_fops[] = {
	DEMO_ELEMENTS(0)
	{
		.open = demo_open,
	},
	{
		.open = demo_open,
	},
};
