/* No mapping gets the table, and another struct has a field of this name. */
static const struct vm_operations_struct bfs_unused_vm_ops = {
	.fault	= filemap_fault,
};

static const struct bfs_trap bfs_trap = {
	.fault	= filemap_fault,
};
