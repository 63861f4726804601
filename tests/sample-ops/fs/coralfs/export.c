/* What makes the filesystem one that people export. */
#include <linux/exportfs.h>
#include <linux/fs.h>

const struct export_operations coralfs_export_ops = {
	.encode_fh	= coralfs_encode_fh,
	.fh_to_dentry	= coralfs_fh_to_dentry,
};
