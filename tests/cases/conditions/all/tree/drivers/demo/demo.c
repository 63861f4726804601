static int demo_open(struct inode *inode, struct file *file)
{
#ifdef CONFIG_DEMO
	file->count = 1;
#endif
	return 0;
}

static struct demo_operations driver = {
	DEMO_OPERATIONS,
	.read = demo_read,
	.open = demo_open,
};
