#define DEMO_TABLE(name) const struct file_operations name##_fops = { .llseek = noop_llseek, .open = name##_open };	\
	int name##_number
