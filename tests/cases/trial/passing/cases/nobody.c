/* It stands in no folder, so nobody's list is asked. The place is that of the header in tree/. */
static const struct demo_operations nobody = {
	.open	= demo_open,
	.read	= demo_read,
};
