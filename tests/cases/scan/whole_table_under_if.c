/* Conditionals around a table are no part of it; each branch has its table. */
#ifdef CONFIG_DEMO
static const struct file_operations demo_fops = {
	.open = demo_open,
	.llseek = noop_llseek,
};
#else
static const struct file_operations demo_fops = {
	.open = demo_no_open,
};
#endif
