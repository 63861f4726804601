static int demo_init(void)
{
	static const struct file_operations demo_fops = {
		.open	= demo_open,
		.llseek	= noop_llseek,
	};

	return demo_register(&demo_fops);
}
