/* Several members of one declaration hold tables; a pointer among them does not. */
struct demo_dev {
	struct file_operations first, second, *pointer, third[1];
};

static struct demo_dev demo_dev = {
	.second = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
	.pointer = &demo_fops,
	.third = { {
		.llseek = noop_llseek,
		.open = demo_open,
	} },
	.first = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};
