#include <linux/demo.h>

void b_set(struct inode *inode)
{
	inode->i_fop = &shared_operations;
}
