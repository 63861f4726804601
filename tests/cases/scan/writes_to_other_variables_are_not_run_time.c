/* The same field names, written through pointers and other structs. */
static const struct file_operations demo_fops = {
	.open = demo_open,
};

static void demo_setup(struct demo *demo, struct inode *inode)
{
	demo->demo_fops.open = NULL;
	demo->ops.demo_fops = NULL;
	inode->i_fop = &demo_fops;
	demo_iops.open = demo_open;
	/* demo_fops.open = NULL; */
}
