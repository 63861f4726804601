/* The tables that the files of one filesystem share. */
#ifndef _FS_CORALFS_H
#define _FS_CORALFS_H

extern struct file_operations coralfs_file_operations;
extern const struct file_operations coralfs_dir_operations;

#endif
