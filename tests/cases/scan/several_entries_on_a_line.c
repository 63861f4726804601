/* Lines and entries need not agree. */
static const struct file_operations demo_fops = { .owner = THIS_MODULE,
	.open = demo_open, .release = demo_release,
	.llseek = generic_file_llseek };
