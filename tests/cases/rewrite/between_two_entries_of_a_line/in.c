static const struct file_operations demo_fops = {
	.llseek = no_llseek, .release = demo_release,
	.fsync = demo_fsync,
};
