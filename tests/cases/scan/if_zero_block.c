/* Text under #if 0 is disabled, with its nested conditionals; its #else is not. */
#if 0
static const struct file_operations demo_old_fops = {
	.open = demo_open,
};
#ifdef CONFIG_DEMO
static const struct file_operations demo_older_fops = {
#endif
#else
static const struct file_operations demo_fops = {
	.open = demo_open,
};
#endif

#if 0 /* never */
static const struct file_operations demo_never_fops = { .open = demo_open };
#endif
