struct demo_file {
	const char *name;
	struct file_operations fops;
};

static struct demo_file demo_status = {
	.name = "status",
	.fops = {
		.open		= demo_open,
		.llseek		= seq_lseek,
#ifdef CONFIG_CHECKPOINT
		.checkpoint	= generic_file_checkpoint,
#endif
	},
};
