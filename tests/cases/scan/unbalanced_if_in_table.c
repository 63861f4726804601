/* The table ends inside a conditional that began in it: found, and not to be edited. */
static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_DEMO
	.llseek = generic_file_llseek,
};
static int demo_with;
#endif
