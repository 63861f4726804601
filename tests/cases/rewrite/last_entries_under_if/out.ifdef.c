const struct file_operations demo_fops = {
	.llseek		= generic_file_llseek,
	.unlocked_ioctl	= demo_ioctl,
#ifdef CONFIG_COMPAT
	.compat_ioctl	= demo_compat_ioctl,
#endif
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
