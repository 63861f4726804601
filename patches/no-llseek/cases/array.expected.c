/* Each element loses its own; the entry before it keeps its comma where a line follows. */
static const struct file_operations stream_fops[2] = {
	{
		.owner =	THIS_MODULE,
		.open =		stream_open,
	},
	{ .read = stream_read },
};
