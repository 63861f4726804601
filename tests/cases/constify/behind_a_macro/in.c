WRAP_DIR_ITER(demo_readdir)
struct file_operations demo_fops = {
	.open = demo_open,
};
