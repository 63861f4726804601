/* An #error or #pragma between entries is a line of its own: its braces and quotes count for nothing. */
static const struct file_operations demo_fops = {
	.open = demo_open,
#ifdef CONFIG_DEMO_BROKEN
#error "can't do { this"
#endif
#pragma demo { on
	.llseek = noop_llseek,
};
