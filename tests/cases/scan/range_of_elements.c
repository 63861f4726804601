/* A range of elements is one table; an entry that reaches into an element is none. */
static struct file_operations demo_fops[4] = {
	[0 ... 2] = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
	[1].open = demo_other_open,
};
