#define DEMO_TABLE(name) const struct file_operations name##_fops = { .llseek = generic_file_llseek_of_the_demo, .open = name##_open }; \
	int name##_number
