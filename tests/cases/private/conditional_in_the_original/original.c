/* The shared table. */
#include <linux/fs.h>

const struct file_operations simple_dir_operations = {
	.open		= dcache_dir_open,
	.llseek		= dcache_dir_lseek,
	.read		= generic_read_dir,
#ifdef CONFIG_MMU
	.mmap		= generic_file_mmap,
#endif
};
