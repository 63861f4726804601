/* Exported, declared in a header without const, and with entries that three semantic patches change. */
#include <linux/fs.h>
#include <linux/pagemap.h>
#include "coralfs.h"

struct file_operations coralfs_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.write_iter	= generic_file_write_iter,
	.mmap		= generic_file_mmap,	/* no huge pages */
	.splice_read	= generic_file_splice_read,
};
