const struct file_operations demo_fops = {
	.llseek =		generic_file_llseek,
	.compat_ioctl =	demo_compat_ioctl,
	.release =	demo_release,
#ifdef CONFIG_CHECKPOINT
	.checkpoint =	generic_file_checkpoint,
#endif
};
