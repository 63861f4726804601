/* Lines end in carriage return and line feed. */
static const struct file_operations demo_fops = {
	.open = demo_open,
	.read = demo_pick(a,
			  b),
	.llseek = noop_llseek
};

#define DEMO(x) \
const struct file_operations x##_fops = { \
	.open = x##_open, \
}
