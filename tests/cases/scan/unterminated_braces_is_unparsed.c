/* The file ends inside the table. The tables before it are found. */
static const struct file_operations demo_ok_fops = {
	.open = ok_open,
};

static const struct file_operations demo_fops = {
	.open = demo_open,
	.llseek = noop_llseek,
