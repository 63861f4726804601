/* Values without designators: their fields depend on the declaration, so the table is not to be edited. */
static struct file_operations demo_fops = {
	THIS_MODULE,
	NULL,		/* llseek */
	demo_read,
	demo_pick(a, b),
};

static struct file_operations demo_zero_fops = { NULL };
