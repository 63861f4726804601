/* A value without a designator goes to the member declared next: not to be edited. */
static struct file_operations demo_fops = {
	.read = demo_read,
	demo_write,
	.llseek = noop_llseek,
};
