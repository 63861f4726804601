static struct file_operations demo_fops = {
	llseek:		generic_file_llseek,
	open:		demo_open,
	release:	demo_release,
#ifdef CONFIG_CHECKPOINT
	checkpoint:	generic_file_checkpoint,
#endif
};
