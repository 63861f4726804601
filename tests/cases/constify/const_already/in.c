static const struct file_operations one_fops = {
	.open = demo_open,
};

const static struct file_operations two_fops = {
	.open = demo_open,
};

struct file_operations const three_fops = {
	.open = demo_open,
};
