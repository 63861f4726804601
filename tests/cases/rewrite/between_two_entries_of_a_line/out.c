static const struct file_operations demo_fops = {
	.llseek = no_llseek, .open = demo_open, .release = demo_release,
	.fsync = demo_fsync,
};
