const struct file_operations fops = {
#ifdef CONFIG_CHECKPOINT
	.llseek = no_llseek,
#endif
	.open = demo_open,
};
