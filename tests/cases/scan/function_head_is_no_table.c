/* A brace behind a function's head opens no table. */
static const struct file_operations *demo_pick(struct inode *inode)
{
	return &demo_fops;
}

struct file_operations demo_by_value(void)
{
	return demo_fops;
}

int demo_register(const struct file_operations *fops, const char *name)
{
	return fops ? 0 : -EINVAL;
}
