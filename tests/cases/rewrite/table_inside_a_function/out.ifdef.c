static int demo_init(void)
{
	static const struct file_operations demo_fops = {
		.open	= demo_open,
		.llseek	= noop_llseek,
#ifdef CONFIG_CHECKPOINT
		.checkpoint	= generic_file_checkpoint,
#endif
	};

	return demo_register(&demo_fops);
}
