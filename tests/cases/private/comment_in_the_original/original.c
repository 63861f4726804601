/* The shared table. */
#include <linux/fs.h>

const struct file_operations simple_dir_operations = {
	.open		= dcache_dir_open,
	.llseek		= dcache_dir_lseek, /* by hash */
	/* As for the others; simple_dir_operations */
	.read		= generic_read_dir,
};
