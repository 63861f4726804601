#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.splice_read	= generic_file_splice_read,			\
	.open		= name##_open,					\
}
