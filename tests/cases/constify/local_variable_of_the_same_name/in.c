void demo_set(struct file_operations demo_fops)
{
	struct file_operations demo_fops;
	static struct file_operations demo_fops;
}
static struct file_operations demo_fops = {
	.open = demo_open,
};
