struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	int (*setlease)(struct file *file, int arg, struct file_lease **lease, void **priv);
	long (*fallocate)(struct file *file, int mode, loff_t offset, loff_t len);
};
