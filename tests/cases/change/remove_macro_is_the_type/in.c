/* A macro stands for the type, or declares the variable and leaves the braces to its user. */
#define DEMO_OPS struct file_operations
#define DEMO_CONST_OPS const struct file_operations
#define DEMO_DECLARE(x) static const struct file_operations x
#define DEMO_NAMED(x) static struct file_operations demo_##x##_fops
#define DEMO_POINTER struct file_operations *

static DEMO_OPS demo_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

DEMO_CONST_OPS demo_const_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

DEMO_DECLARE(demo_declared_fops) = {
	.llseek = noop_llseek,
	.open = demo_open,
};

DEMO_NAMED(pasted) = {
	.llseek = noop_llseek,
	.open = demo_open,
};

static DEMO_POINTER demo_pointer = NULL;
