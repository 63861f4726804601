#define DEMO_OPS(x) \
const struct file_operations simple_dir_operations = { \
	.open = x, \
}
