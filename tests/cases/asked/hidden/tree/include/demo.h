struct demo_operations {
	long long (*seek)(struct file *file, long long offset, int whence);
	long (*read)(struct file *file, char *buffer, unsigned long count, long long *position);
	int (*open)(struct inode *inode, struct file *file);
	int (*begin)(struct file *file);
};
