static const struct file_operations demo_fops = {
	.open = demo_open,	/* files */
	.map = dem_map,		/* pages */
};
