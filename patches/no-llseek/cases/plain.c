/* The plainest form, with the column of the other entries. */
static const struct file_operations plain_fops = {
	.owner		= THIS_MODULE,
	.read		= plain_read,
	.llseek		= no_llseek,
};
