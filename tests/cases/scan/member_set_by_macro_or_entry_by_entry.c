/* Found, but what the table holds cannot be seen; a pointer of the same name in another struct is nothing. */
struct demo_file {
	const char *name;
	struct file_operations fops;
};
static struct demo_file demo_a = { .name = "a", .fops = DEMO_FOPS(a_open) };
static struct demo_file demo_b = { .name = "b", .fops.open = b_open };

static void demo_setup(struct demo_device *dev, struct demo_file *file)
{
	dev->fops = &demo_fops;
	dev->fops = NULL;
	file->fops = demo_fops;
}
