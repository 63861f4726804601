#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.llseek	= no_llseek,						\
	.open	= name##_open,						\
	.release	= name##_release,				\
}
