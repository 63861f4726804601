#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.open	= name##_open,						\
	.release	= name##_release,				\
	.llseek	= no_llseek						\
}
