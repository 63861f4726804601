/* Writes to a table, and to a variable of the struct that has no initializer. Reads and comparisons are none. */
static struct file_operations demo_fops = {
	.open = demo_open,
};
static struct file_operations demo_copy;

static void demo_setup(const struct file_operations *real)
{
	demo_fops.llseek = real->llseek;
	demo_copy = *real;
	demo_copy.open = demo_open;
	if (demo_fops.read == real->read)
		demo_saved.read = demo_fops.read;
	demo_call(&demo_fops, demo_fops.open);
}
