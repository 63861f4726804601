WRAP_DIR_ITER(demo_readdir)
const struct file_operations demo_fops = {
	.open = demo_open,
};
