static const struct file_operations demo_fops = {
	.owner    = THIS_MODULE,
#ifdef CONFIG_CHECKPOINT
	.poll     = demo_poll,
#endif
	.open = demo_open,
};
