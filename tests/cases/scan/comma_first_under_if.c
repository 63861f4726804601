/* A comma that stands before its entry, inside the conditional: not to be edited. */
static const struct file_operations demo_fops = {
	.open = demo_open
#ifdef CONFIG_DEMO
	, .llseek = generic_file_llseek
#endif
};
