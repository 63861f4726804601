static const struct file_operations demo_fops = {
#ifdef CONFIG_CHECKPOINT
	.llseek = no_llseek,
#endif
	.open = demo_open,
	.release = demo_release,
};
