/* A table in the body of a macro keeps its name as written; the parameter says nothing yet. */
#define DEMO_ATTRIBUTE(name)						\
static int name##_open(struct inode *inode, struct file *file)		\
{									\
	return single_open(file, name##_show, inode->i_private);	\
}									\
									\
static const struct file_operations name##_fops = {			\
	.owner		= THIS_MODULE,					\
	.open		= name##_open,					\
	.llseek		= seq_lseek,	/* of seq_file */		\
	.release	= single_release				\
}

DEMO_ATTRIBUTE(demo);
