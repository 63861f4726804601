/* A designator says which element; the next element without one follows it. */
const struct file_operations demo_fops[] = {
	[DEMO_PLAYBACK] = {
		.write = demo_write,
	},
	[5] =
	{
		.read = demo_read,
	},
	{
		.poll = demo_poll,
	},
};
