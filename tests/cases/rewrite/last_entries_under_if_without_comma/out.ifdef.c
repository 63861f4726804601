const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
#ifdef CONFIG_COMPAT
	.compat_ioctl	= demo_compat_ioctl,
#endif /* CONFIG_COMPAT */
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
