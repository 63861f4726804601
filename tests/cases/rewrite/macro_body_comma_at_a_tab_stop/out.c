#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.owner		= THIS_MODULE,					\
	.open		= demo_open_one,				\
	.checkpoint	= generic_file_checkpoint,			\
}
