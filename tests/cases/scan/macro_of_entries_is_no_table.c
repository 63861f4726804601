/* A macro that stands for entries, and one with lone braces, are no tables and disturb none. */
#define DEMO_ENTRIES \
	.open = demo_open, \
	.release = demo_release
#define DEMO_OPEN_BRACE {
#define DEMO_CLOSE }
#define DEMO_TYPE struct file_operations

static const struct file_operations demo_fops = {
	.llseek = noop_llseek,
};
