static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	DEMO_IOCTL_FOPS(demo_ioctl)
	.llseek = noop_llseek,
#ifdef CONFIG_CHECKPOINT
	.checkpoint = generic_file_checkpoint,
#endif
};
