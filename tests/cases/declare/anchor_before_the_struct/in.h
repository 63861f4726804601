extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

struct file_operations {
	int (*open)(struct inode *, struct file *);
};
