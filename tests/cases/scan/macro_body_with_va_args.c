/* The arguments' entries follow the macro's own; what they end in cannot be known here. */
#define DEMO_FOPS(x, ...) \
static const struct file_operations x##_fops = { \
	.owner = THIS_MODULE, \
	.llseek = noop_llseek, \
	__VA_ARGS__ \
}

DEMO_FOPS(demo, .open = demo_open);
