extern const struct file_operations demo_fops[DEMO_KINDS];
const struct file_operations demo_fops[DEMO_KINDS] = {
	[DEMO_A] = { .open = demo_open },
};
