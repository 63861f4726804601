struct demo_operations {
	long long (*llseek)(struct file *file, long long offset, int whence);
	long (*read)(struct file *file, char *buffer, unsigned long count, long long *position);
	long (*write)(struct file *file, const char *buffer, unsigned long count, long long *position);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	int (*mark)(struct file *file);
};
