static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_DEMO
	.llseek = generic_file_llseek,
};
static int demo_with;
#endif
