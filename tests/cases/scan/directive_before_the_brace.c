/* A conditional attribute between the name and the braces is no part of the table. */
static const struct file_operations demo_fops
#ifdef CONFIG_DEMO_SECTION
	__section(".demo")
#endif
= {
	.open = demo_open,
};
