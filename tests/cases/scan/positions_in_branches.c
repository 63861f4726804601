/* Without designators, each branch of a conditional begins at the same position. */
struct demo_dev {
	int number;
	struct file_operations fops;
};

static struct demo_dev demo_dev = {
#ifdef CONFIG_DEMO
	1, { .open = demo_open },
#else
	2, { .open = demo_other_open },
#endif
};
