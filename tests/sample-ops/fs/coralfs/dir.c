/* A directory's table, in a file that includes what leases need already. */
#include <linux/filelock.h>
#include <linux/fs.h>
#include "coralfs.h"

const struct file_operations coralfs_dir_operations = {
	.llseek		= generic_file_llseek,
	.read		= generic_read_dir,
	.iterate_shared	= coralfs_readdir,
};
