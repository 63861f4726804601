/* Named after what it is assigned to, else by its line. */
static int demo_open(struct inode *inode, struct file *file)
{
	file->f_op = &(struct file_operations) {
		.read = demo_read,
		.llseek = noop_llseek,
	};
	demo_register("demo", &(const struct file_operations){ .open = demo_open });
	return 0;
}
