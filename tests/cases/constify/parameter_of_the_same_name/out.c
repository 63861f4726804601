int demo_set(struct file_operations *demo_fops, int how);
int demo_get(const struct file_operations **demo_fops);
static const struct file_operations demo_fops = {
	.open = demo_open,
};
