#define DEMO_FOPS(name)							\
static const struct file_operations name##_fops = {			\
	.owner		= THIS_MODULE,					\
	.llseek		= seq_lseek,					\
}
