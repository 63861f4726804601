#include <linux/fs.h>

int demo_before;

#ifdef CONFIG_CHECKPOINT
/* Copied from simple_dir_operations (fs/libfs.c), .checkpoint added */
static const struct file_operations demo_dir_operations = {
	.open		= dcache_dir_open,
	.llseek		= dcache_dir_lseek,
	.read		= generic_read_dir,
	.checkpoint	= generic_file_checkpoint,
};
#else
#define demo_dir_operations simple_dir_operations
#endif

/* Where it is listed. */
static const struct demo_node demo_nodes[] = {
	{ "one", &demo_dir_operations },
	{ .name = "two", .fops = &demo_dir_operations },
};
