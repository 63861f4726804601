#include <linux/fs.h>

#ifdef CONFIG_DEMO
int demo_one;
#endif
static struct inode *demo_get_inode(struct super_block *sb)
{
	struct inode *inode = new_inode(sb);

	inode->i_fop = &simple_dir_operations;
	return inode;
}
