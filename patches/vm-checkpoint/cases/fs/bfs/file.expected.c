/* Page faults of a mapping of an ordinary file. */
static const struct vm_operations_struct bfs_demo_vm_ops = {
	.fault		= filemap_fault,
	.map_pages	= filemap_map_pages,
	.checkpoint	= filemap_checkpoint,
};

int bfs_demo_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &bfs_demo_vm_ops;
	return 0;
}
