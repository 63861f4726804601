/* A macro in the braces of a struct declares the members. */
static struct {
#define X(x) const struct file_operations x;
	DEMO_LIST
#undef X
} demo_all = {
#define X(x) \
	.x = { \
		.open = demo_##x, \
	},
	DEMO_LIST
#undef X
};
