/* Two ways to map a file of the page cache. */
#include <linux/export.h>
#include <linux/fs.h>

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}
EXPORT_SYMBOL(generic_file_mmap);

int generic_file_mmap_prepare(struct vm_area_desc *desc)
{
	return 0;
}
EXPORT_SYMBOL(generic_file_mmap_prepare);
