static const struct file_operations demo_fops = {
	.owner	= THIS_MODULE,
	DEMO_GEM_FOPS,
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
