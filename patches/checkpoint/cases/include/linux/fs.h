/* The tree's own header, which every other case is without: the members go to the end, the handler beside its neighbour. */
struct inode;
struct file;

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	int (*open)(struct inode *inode, struct file *file);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
