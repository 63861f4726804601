/* The closing brace is all that a table needs. */
static const struct file_operations demo_fops = {
	.open = demo_open,
}
