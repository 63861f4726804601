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
	.llseek		= noop_llseek,
#ifdef CONFIG_DEMO
	.mmap		= generic_file_mmap,
#endif
	.open		= demo_open,
};
