/* What becomes of a table with no entry left is for a person to decide. */
static const struct file_operations only_fops = {
	.llseek	= no_llseek,
};
