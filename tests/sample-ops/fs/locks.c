/* Leases, and the way to refuse them. */
#include <linux/export.h>
#include <linux/filelock.h>
#include <linux/fs.h>

int simple_nosetlease(struct file *filp, int arg, struct file_lease **flp,
		      void **priv)
{
	return -EINVAL;
}
EXPORT_SYMBOL(simple_nosetlease);

int generic_setlease(struct file *filp, int arg, struct file_lease **flp,
		     void **priv)
{
	return 0;
}
EXPORT_SYMBOL(generic_setlease);
