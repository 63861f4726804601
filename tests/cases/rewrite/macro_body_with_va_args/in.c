#define DEMO_FOPS(name, ...) \
static const struct file_operations name##_fops = { \
	.llseek = noop_llseek, \
	__VA_ARGS__ \
}
