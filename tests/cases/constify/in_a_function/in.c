int demo(struct inode *inode)
{
	static struct file_operations demo_fops = { .open = demo_open };

	inode->i_fop = &demo_fops;
	return 0;
}
