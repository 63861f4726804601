struct demo {
	int id;
	struct file_operations fops;
};

static struct demo demo = {
	.id = 1,
	.fops = {
		.owner = THIS_MODULE,
		.llseek = no_llseek,
	},
};
