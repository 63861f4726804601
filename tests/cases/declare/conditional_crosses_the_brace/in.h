struct file_operations {
	int (*open)(struct inode *, struct file *);
#ifdef A
	int a;
} __a;
#else
};
#endif
