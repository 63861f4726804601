#include <linux/fs.h>

static struct inode *demo_get_inode(struct super_block *sb)
{
	struct inode *inode = new_inode(sb);

	inode->i_fop = &simple_dir_operations;
	return inode;
}

int demo_is_fine(void)
{
	return 0;
}

void demo_set(struct inode *inode, struct file *file)
{
	if (inode)
		inode->i_fop = &simple_dir_operations;
	file->f_op = &simple_dir_operations;
}
