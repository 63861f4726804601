/* Another struct's table is none of ours, however similar its name. */
static const struct inode_operations demo_iops = {
	.lookup = demo_lookup,
};

static const struct file_operations_ext demo_ext = {
	.open = demo_open,
};

static const struct old_file_operations demo_old = {
	.open = demo_open,
};

static const union file_operations demo_union = {
	.open = demo_open,
};
