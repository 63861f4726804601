/* The directories get operations of their own: the shared ones are other filesystems', too. */
#include <linux/fs.h>

#ifdef CONFIG_CHECKPOINT
/* Copied from simple_dir_operations (fs/libfs.c), .checkpoint added */
static const struct file_operations ramfs_dir_operations = {
	.open		= dcache_dir_open,
	.release	= dcache_dir_close,
	.llseek		= dcache_dir_lseek,
	.read		= generic_read_dir,
	.iterate_shared	= dcache_readdir,
	.fsync		= noop_fsync,
	.checkpoint	= generic_file_checkpoint,
};
#else
#define ramfs_dir_operations simple_dir_operations
#endif

struct inode *ramfs_demo_inode(struct inode *inode)
{
	inode->i_fop = &ramfs_dir_operations;
	return inode;
}
