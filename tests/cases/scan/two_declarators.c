/* Two tables after one "struct": both have its line. */
static struct file_operations demo_a = {
	.open = a_open,
}
, demo_b = {
	.open = b_open,
};
