/* A backslash joins lines, also with a blank behind it, in comments and in code. */
// no table: \
static struct file_operations demo_no_fops = { .llseek = noop_llseek };
/\
* no table: static struct file_operations demo_none = { .open = f }; *\
/
/\
/ no table: static struct file_operations demo_gone = { .open = f };
static struct file_operations demo_fops = \
{ \
	.open = demo_open, \
};
