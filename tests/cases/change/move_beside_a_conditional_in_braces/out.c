static struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.driver		= {
		.name	= "demo",
#ifdef CONFIG_PM
		.pm	= &demo_pm,
#else
		.pm	= NULL,
#endif
	},
#ifdef CONFIG_DEMO
	.mmap		= demo_map(1,
#if DEMO > 2
				   demo_two(),
#endif
				   3),
#endif
	.open		= demo_open,
	.llseek		= noop_llseek,
};
