/* A pseudo file: its pages are a ring buffer. */
static const struct vm_operations_struct aio_demo_vm_ops = {
	.fault	= filemap_fault,
};

static int aio_demo_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &aio_demo_vm_ops;
	return 0;
}
