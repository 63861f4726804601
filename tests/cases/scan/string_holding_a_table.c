/* A table in a string is text, and braces, quotes and comment marks in literals count for nothing. */
static const char demo_help[] =
	"static const struct file_operations demo_fops = {"
	" .open = demo_open, };";
static const char demo_quote = '"';
static const char demo_brace = '{';
static const char demo_escape[] = "\" /* {";

static const struct file_operations demo_real_fops = {
	.open = demo_named("a, b } /* ", '}', '\''),
	.release = demo_release,
};

static const char demo_tail[] = "*/ struct file_operations demo_fops = { .open = x };";
