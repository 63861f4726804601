static const struct file_operations demo_fops[2] = {
	{
		.owner =	THIS_MODULE,
		.llseek =	noop_llseek,
#ifdef CONFIG_CHECKPOINT
		.checkpoint =	generic_file_checkpoint,
#endif
	},
	[DEMO_CAPTURE] = {
		.owner =	THIS_MODULE,
		.read =		demo_read,
#ifdef CONFIG_CHECKPOINT
		.checkpoint =	generic_file_checkpoint,
#endif
	}
};
