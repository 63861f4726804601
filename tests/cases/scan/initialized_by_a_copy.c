/* A variable that starts as a copy of a table has no braces to edit; the write is reported. */
static const struct file_operations demo_fops = {
	.open = demo_open,
};

static int demo_wrap(struct demo *d)
{
	struct file_operations fops = demo_fops;

	fops.release = demo_release;
	return demo_install(d, &fops);
}
