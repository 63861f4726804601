/* The member that points at the literal names it. */
static struct miscdevice demo_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.fops = &(const struct file_operations) {
		.open = demo_open,
	},
};
