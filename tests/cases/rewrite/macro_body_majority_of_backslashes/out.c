#define DEMO_FOPS(name)					\
static const struct file_operations name##_fops = {	\
	.owner	= THIS_MODULE,				\
	.open	= demo_open,				\
	.llseek	= a_function_with_a_name_that_is_very_long,		\
	.checkpoint	= generic_file_checkpoint,	\
}
