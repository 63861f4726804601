/* A table may stand inside a function. */
static int demo_init(void)
{
	static const struct file_operations fops = {
		.open = demo_open,
		.llseek = noop_llseek,
	};

	return demo_register(&fops);
}
