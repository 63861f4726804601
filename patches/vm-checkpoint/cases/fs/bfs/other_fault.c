/* Pages that do not come from the page cache cannot be restored by mapping the file again. */
static const struct vm_operations_struct bfs_other_vm_ops = {
	.fault	= bfs_other_fault,
};

int bfs_other_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &bfs_other_vm_ops;
	return 0;
}
