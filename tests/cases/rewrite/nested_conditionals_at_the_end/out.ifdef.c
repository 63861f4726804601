const struct file_operations demo_fops = {
	.llseek = generic_file_llseek,
#ifdef CONFIG_DEMO
	.unlocked_ioctl = demo_ioctl,
# ifdef CONFIG_COMPAT
	.compat_ioctl = demo_compat_ioctl,
# endif
#endif	/* CONFIG_DEMO */
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
