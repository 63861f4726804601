/* Disabled entries are no entries. */
static const struct file_operations demo_fops = {
	.open = demo_open,
#if 0
	.checkpoint = demo_checkpoint,
	don't care { about this
#endif
	.llseek = noop_llseek,
};
