static const struct file_operations demo_fops[2] = {
	{
		.owner =	THIS_MODULE,
		.llseek =	noop_llseek,
	},
	[DEMO_CAPTURE] = {
		.owner =	THIS_MODULE,
		.read =		demo_read
	}
};
