#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.owner		= THIS_MODULE,					\
	/* no llseek */							\
	.llseek		= no_llseek,					\
	.open		= name##_open,					\
}
