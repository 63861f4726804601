struct file_operations {
	int (*read)(void);
	int (*open)(void);
};

struct inode {
	const struct file_operations *i_fop;
};
