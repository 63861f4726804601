/* A compound literal of another struct in a value: its entries are its own. */
static const struct file_operations demo_fops = {
	.open = (struct demo_calls){ .open = demo_open, .release = demo_release, }.open,
	.llseek = demo_seek[DEMO_LAST],
	.release = ((demo_release)),
};
