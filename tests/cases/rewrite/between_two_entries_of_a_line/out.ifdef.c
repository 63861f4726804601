static const struct file_operations demo_fops = {
	.llseek = no_llseek,
#ifdef CONFIG_CHECKPOINT
	.open = demo_open,
#endif
	.release = demo_release,
	.fsync = demo_fsync,
};
