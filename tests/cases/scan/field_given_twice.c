/* The same field twice without a conditional: the last one counts, and both are reported. */
static const struct file_operations demo_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
	.llseek = generic_file_llseek,
};
