/* The old GNU syntax; a conditional value has its own colon. */
static struct file_operations demo_fops = {
	owner:		THIS_MODULE,
	llseek:		no_llseek,
	open:		DEMO_RO ? demo_ro_open : demo_open,
	release :	demo_release
};
