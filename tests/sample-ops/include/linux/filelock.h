/* What leases need, apart from the struct itself. */
#ifndef _LINUX_FILELOCK_H
#define _LINUX_FILELOCK_H

#include <linux/fs.h>

int generic_setlease(struct file *, int, struct file_lease **, void **priv);
int simple_nosetlease(struct file *, int, struct file_lease **, void **);

#endif
