const struct file_operations demo_fops = {
#ifdef CONFIG_DEMO
	.llseek	= generic_file_llseek
#endif
	.open	= generic_file_open,
};
