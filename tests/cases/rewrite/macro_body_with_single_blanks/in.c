#define DEMO_FOPS(n) \
static const struct file_operations n##_fops = { \
	.open = n##_open, \
	.release = n##_release, \
}
