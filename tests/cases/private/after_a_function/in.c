#include <linux/fs.h>

int demo_one(void)
{
	return 1;
}
static struct inode *demo_get_inode(struct super_block *sb)
{
	struct inode *inode = new_inode(sb);

	inode->i_fop = &simple_dir_operations;
	return inode;
}
