/* What turns a file into a handle and back. */
#ifndef LINUX_EXPORTFS_H
#define LINUX_EXPORTFS_H

struct dentry;
struct inode;
struct super_block;

struct export_operations {
	int (*encode_fh)(struct inode *inode, __u32 *fh, int *max_len,
			 struct inode *parent);
	struct dentry *(*fh_to_dentry)(struct super_block *sb, int *fid,
				       int fh_len, int fh_type);
};

#endif
