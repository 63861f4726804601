/* A macro body need not have a second line; the parameter is the whole name. */
#define DEMO_FOPS(x) const struct file_operations x = { .open = demo_open, .llseek = noop_llseek }

DEMO_FOPS(demo_fops);
