#define DEFINE_DEMO(name) \
static struct file_operations name = { \
	.open = demo_open, \
}
